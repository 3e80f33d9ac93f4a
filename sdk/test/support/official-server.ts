import { createServer, type Server as HttpServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Server } from "socket.io";

/** A server of the official library, and where it listens. */
export interface OfficialServer {
  readonly io: Server;
  readonly url: string;
  close(): Promise<void>;
}

type ServerClass = new (server: HttpServer, options: object) => Server;

/** Starts an official server of a generation; those before 4 have, as far as tests here use it, the interface of 4. */
export async function officialServer(generation: 2 | 3 | 4, options: object = {}): Promise<OfficialServer> {
  const http = createServer();
  const library: unknown = createRequire(import.meta.url)(generation === 4 ? "socket.io" : `socket.io-${generation}`);
  // True as far as tests go: the classes of all generations take these two arguments, and the library of 2 is its class.
  const exported = library as ServerClass & { readonly Server: ServerClass };
  const io = generation === 2 ? new exported(http, options) : new exported.Server(http, options);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  // True because it listens on a port.
  const { port } = http.address() as AddressInfo;
  return {
    io,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        void io.close(() => resolve());
      }),
  };
}
