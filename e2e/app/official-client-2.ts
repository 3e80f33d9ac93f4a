import io from "socket.io-client-2";

declare global {
  /** `io` of the official client's version 2. */
  var officialIo2: (...options: Partial<Parameters<typeof io>>) => ReturnType<typeof io>;
}

// True because the options have defaults, and are those of interop's scenarios only in our declaration.
globalThis.officialIo2 = io as typeof globalThis.officialIo2;
