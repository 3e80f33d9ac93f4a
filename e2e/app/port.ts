import { type Command, carryOut } from "./command.ts";
import type { Driver } from "./driver.ts";

interface Request extends Command {
  readonly id: number;
}

interface Response {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Carries out what comes through a port, and answers through it. */
export function serve(port: MessagePort, driver: Driver): void {
  port.onmessage = ({ data }: MessageEvent<Request>) => void answer(port, driver, data);
}

async function answer(port: MessagePort, driver: Driver, request: Request): Promise<void> {
  let response: Response;
  try {
    response = { id: request.id, value: await carryOut(driver, request) };
  } catch (error) {
    response = { id: request.id, error: String(error) };
  }
  port.postMessage(response);
}

/** Sends commands through a port to where `serve` runs. */
export function remote(port: MessagePort): (command: Command) => Promise<unknown> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  port.onmessage = ({ data }: MessageEvent<Response>) => {
    const waiter = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error === undefined) waiter?.resolve(data.value);
    else waiter?.reject(new Error(data.error));
  };
  return (command) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      port.postMessage({ ...command, id: lastId });
    });
}
