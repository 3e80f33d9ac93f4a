import { attach, type Server, type Socket } from "engine.io";
import type { TransportFactory } from "../../src/transport.ts";
import { listening } from "../transports/http-server.ts";
import type { Ground } from "./ground.ts";

/** The private parts of the official server's transports that write without encoding; true of engine.io 6.6, which the lock file fixes. */
interface RawTransport {
  readonly name: string;
  writable: boolean;
  readonly socket?: { send(data: string): void; terminate(): void };
  write(data: string, options: object): void;
  once(event: "ready", listener: () => void): void;
}

/** A real server: the official engine.io, over HTTP and WebSocket. */
export async function engineGround(factory: TransportFactory): Promise<Ground> {
  const http = await listening();
  const engine: Server = attach(http.server, { pingInterval: 10_000 });
  const read: (string | Buffer)[] = [];
  let client: Socket | undefined;
  let move = (): void => {};
  const moved = new Promise<void>((resolve) => {
    move = resolve;
  });
  engine.on("connection", (socket: Socket) => {
    client = socket;
    socket.once("upgrade", move);
    socket.on("message", (data: string | Buffer) => {
      read.push(data);
      socket.send(data);
    });
  });
  // True because both are transports of engine.io 6.6.
  const raw = (): RawTransport | undefined => client?.transport as unknown as RawTransport | undefined;
  return {
    url: http.url,
    factory,
    moved,
    read,
    push: (data) => client?.send(data),
    garbage() {
      const transport = raw();
      if (transport?.name === "websocket") transport.socket?.send("garbage");
      else if (transport?.writable) answer(transport);
      // No poll hangs at this moment: the next one gets it.
      else transport?.once("ready", () => answer(transport));
    },
    breakOff() {
      http.server.close();
      http.server.closeAllConnections();
      raw()?.socket?.terminate();
    },
    async stop() {
      engine.close();
      await http.close();
    },
  };
}

function answer(transport: RawTransport): void {
  transport.writable = false;
  transport.write("garbage", {});
}
