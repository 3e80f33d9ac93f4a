import { io } from "socket.io-client";

declare global {
  /** The official client's `io`. */
  var officialIo: typeof io;
}

globalThis.officialIo = io;
