// The packages of generations 2 and 3 have no types that `nodenext` finds; what the scenarios use of them is declared here.

declare module "socket.io-2" {
  const attach: import("./raw-server.ts").RawAttach;
  export default attach;
}

declare module "socket.io-3" {
  export class Server {
    constructor(...options: Parameters<import("./raw-server.ts").RawAttach>);
    of(name: string | RegExp): import("./raw-server.ts").RawNamespace;
    close(): void;
  }
}

declare module "socket.io-client-2" {
  const io: import("./raw-client.ts").RawConnect;
  export default io;
}

declare module "socket.io-client-3" {
  export const io: import("./raw-client.ts").RawConnect;
}
