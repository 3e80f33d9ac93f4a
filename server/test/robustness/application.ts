import type { Server, Socket } from "@upwire/server";

/** What the application of the victim has seen. */
export interface Seen {
  readonly closings: string[];
  readonly heard: Map<unknown, number>;
  readonly answers: unknown[];
}

/** What the server sends when asked for bytes, by name. */
const BINARIES: Readonly<Record<string, () => unknown>> = {
  "a view with an offset": () => new Uint8Array(Uint8Array.of(9, 1, 2, 3, 9).buffer, 1, 3),
  "a DataView with an offset": () => new DataView(Uint8Array.of(9, 1, 2, 3, 9).buffer, 1, 3),
  "a wide view with an offset": () => new Uint16Array(Uint16Array.of(9, 0x0201, 0x0403, 9).buffer, 2, 2),
  "an ArrayBuffer": () => Uint8Array.of(1, 2, 3).buffer,
  "a Buffer of a pool": () => Buffer.from("abc"),
  "shared memory": () => {
    const memory = new SharedArrayBuffer(3);
    new Uint8Array(memory).set([1, 2, 3]);
    return memory;
  },
  "no bytes": () => new Uint8Array(0),
  "nested bytes": () => ({ list: [{ bytes: Uint8Array.of(1) }, Uint8Array.of(2)] }),
  "a Blob": () => new Blob(["abc"]),
  "detached memory": () => {
    const bytes = Uint8Array.of(1, 2, 3);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    return bytes;
  },
};

/** Runs an application on `io` that does with hostile data what applications do: echo it, broadcast it, answer it. */
export function runApplication(io: Server, seen: Seen): void {
  const serve = (socket: Socket): void => {
    socket.on("alive", (reply: (word: string) => void) => reply("yes"));
    // The canary is not what a test asks about.
    if (socket.handshake.url.includes("canary=")) return;
    socket.onAny((name: unknown) => void seen.heard.set(name, (seen.heard.get(name) ?? 0) + 1));
    socket.on("disconnect", (reason) => void seen.closings.push(reason));
    socket.on("echo", (...data: unknown[]) => {
      const reply = data.at(-1);
      if (typeof reply === "function") reply(...data.slice(0, -1));
      else socket.emit("echo", ...data);
    });
    socket.on("broadcast", (...data: unknown[]) => void io.emit("broadcast", ...data));
    socket.on("nest", (value: unknown) => void socket.emit("nest", { value }));
    socket.on("ask", (timeout: number) => {
      socket.timeout(timeout).emit("question", (...answer: unknown[]) => void seen.answers.push(answer.map(readable)));
    });
    socket.on("blast", (length: number) => void socket.emit("blast", "x".repeat(length)));
    socket.on("bytes", (kind: string) => void socket.emit("bytes", BINARIES[kind]?.()));
    socket.on("who", (reply: (...facts: unknown[]) => void) => {
      const { auth, query } = socket.handshake;
      const inherited: unknown = Reflect.get({}, "admin");
      reply(Object.keys(auth), Object.keys(query), auth["admin"] ?? inherited ?? query["admin"] ?? "nobody");
    });
    socket.on("\0\n\u001b[31m", () => {
      throw new Error("a handler with an ugly name");
    });
  };
  io.on("connection", serve);
  io.of("/chat").on("connection", serve);
  io.of(/^\/room-\d+$/).on("connection", serve);
}

function readable(value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}
