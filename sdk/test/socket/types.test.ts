import { describe, expectTypeOf, it } from "vitest";
import type { EventArguments } from "../../src/events.ts";
import { type Client, io, type Manager, type Socket } from "../../src/index.ts";

interface FromServer {
  greeting: (text: string) => void;
  ask: (question: string, answer: (yes: boolean) => void) => void;
}

interface ToServer {
  save: (draft: { readonly text: string }, done: (id: number) => void) => void;
  ping: () => void;
}

// Never called: what is checked here is checked by the compiler.
function use(socket: Socket<FromServer, ToServer>, client: Client): void {
  socket.on("greeting", (text) => expectTypeOf(text).toEqualTypeOf<string>());
  socket.on("ask", (_question, answer) => answer(true));
  socket.on("disconnect", (reason) => expectTypeOf(reason).toEqualTypeOf<string>());
  socket.on("connect_error", (error) => expectTypeOf(error.message).toEqualTypeOf<string>());
  socket.emit("save", { text: "" }, (id) => expectTypeOf(id).toEqualTypeOf<number>());
  socket.timeout(1).emit("save", { text: "" }, (error, id) => {
    expectTypeOf(error).toEqualTypeOf<Error>();
    expectTypeOf(id).toEqualTypeOf<number>();
  });
  expectTypeOf(socket.emitWithAck("save", { text: "" })).toEqualTypeOf<Promise<number>>();
  expectTypeOf(socket.timeout(1).emitWithAck("save", { text: "" })).toEqualTypeOf<Promise<number>>();
  // The server never sends one, and only a description's own events can be emitted.
  expectTypeOf<"greeting">().toExtend<Parameters<typeof socket.on>[0]>();
  expectTypeOf<"unknown">().not.toExtend<Parameters<typeof socket.on>[0]>();
  expectTypeOf<"save">().toExtend<Parameters<typeof socket.emit>[0]>();
  expectTypeOf<"greeting">().not.toExtend<Parameters<typeof socket.emit>[0]>();
  // A draft has a text.
  expectTypeOf<[{ text: string }, () => void]>().toExtend<EventArguments<ToServer, "save">>();
  expectTypeOf<[object, () => void]>().not.toExtend<EventArguments<ToServer, "save">>();

  const chat = client.of<FromServer, ToServer>("/chat");
  expectTypeOf(chat.on("greeting", (text) => expectTypeOf(text).toEqualTypeOf<string>())).toEqualTypeOf<() => void>();
  expectTypeOf(chat.timeout(1).emitWithAck("save", { text: "" })).toEqualTypeOf<Promise<number>>();
}

// What `socket.io-client` lets strictly typed code write.
function listenBelow(manager: Manager): void {
  manager.engine.on("upgrade", () => {});
}

describe("typed events", () => {
  it("check names, arguments and acknowledgements both ways", () => {
    expectTypeOf(use).toBeFunction();
    expectTypeOf(listenBelow).toBeFunction();
  });

  it("are optional: without a description everything goes", () => {
    const typed: Socket<FromServer, ToServer> = io("http://types.test", { autoConnect: false });
    const untyped = io("http://types.test", { autoConnect: false });
    untyped.on("anything", (value) => value.anything);
    untyped.on("message", (text: string) => text.length);
    expectTypeOf(untyped.emitWithAck("anything", 1)).resolves.toBeAny();
    expectTypeOf(typed.id).toEqualTypeOf<string | undefined>();
  });
});
