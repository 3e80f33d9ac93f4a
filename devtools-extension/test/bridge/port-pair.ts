import type { PortLike } from "../../src/bridge/port-like.ts";

/** One end of a pair of ports that deliver at once; what is posted at one end comes as a copy at the other. */
class FakePort implements PortLike {
  readonly name: string;
  other: FakePort | undefined;
  open = true;
  readonly #messages: ((message: unknown) => void)[] = [];
  readonly #disconnects: (() => void)[] = [];
  readonly onMessage = { addListener: (listener: (message: unknown) => void) => void this.#messages.push(listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#disconnects.push(listener) };

  constructor(name: string) {
    this.name = name;
  }

  postMessage(message: unknown): void {
    if (!this.open) throw new Error("Attempt to post a message on a disconnected port.");
    const copy: unknown = JSON.parse(JSON.stringify(message));
    const { other } = this;
    if (other) for (const listener of other.#messages) listener(copy);
  }

  deliver(message: unknown): void {
    for (const listener of this.#messages) listener(message);
  }

  /** Only the other end hears of it. */
  disconnect(): void {
    if (!this.open) return;
    this.open = false;
    this.other?.end();
  }

  /** The connection ends without either end having wanted it. */
  end(): void {
    if (!this.open) return;
    this.open = false;
    for (const listener of this.#disconnects) listener();
  }
}

/** Two ports, each the other's other end. */
export function portPair(name: string): readonly [FakePort, FakePort] {
  const [one, two] = [new FakePort(name), new FakePort(name)];
  one.other = two;
  two.other = one;
  return [one, two];
}

/** What comes at a port from now on. */
export function inbox(port: PortLike): readonly unknown[] {
  const messages: unknown[] = [];
  port.onMessage.addListener((message) => messages.push(message));
  return messages;
}
