// The clients of generations 2 and 3 have no types that `nodenext` finds; what the tests use of them is declared here.

declare module "socket.io-client-2" {
  const io: (url: string, options?: object) => import("./running-server.ts").OldSocket;
  export default io;
}

declare module "socket.io-client-3" {
  export const io: (url: string, options?: object) => import("./running-server.ts").OldSocket;
}
