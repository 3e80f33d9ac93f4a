import type { DefaultEventsMap, RemoteSocket, Server, Socket } from "@upwire/server";
import { describe, expectTypeOf, it } from "vitest";

interface ClientToServer {
  save: (draft: string, reply: (id: number) => void) => void;
  leave: () => void;
}

interface ServerToClient {
  note: (text: string, at: number) => void;
  ask: (question: string, reply: (answer: boolean) => void) => void;
  askFirst: (reply: (error: Error, answer: boolean) => void) => void;
}

interface BetweenServers {
  hello: (name: string, reply: (load: number) => void) => void;
}

interface Data {
  user: string;
}

type TypedServer = Server<ClientToServer, ServerToClient, BetweenServers, Data>;
type TypedSocket = Socket<ClientToServer, ServerToClient, BetweenServers, Data>;

describe("typed events", () => {
  it("check what a socket hears and says", () => {
    expectTypeOf<TypedSocket["data"]>().toEqualTypeOf<Data>();
    const uses = (socket: TypedSocket) => {
      socket.on("save", (draft, reply) => {
        expectTypeOf(draft).toEqualTypeOf<string>();
        expectTypeOf(reply).toEqualTypeOf<(id: number) => void>();
      });
      socket.on("disconnect", (reason) => expectTypeOf(reason).toExtend<string>());
      socket.emit("note", "text", 1);
      expectTypeOf<Parameters<typeof socket.emit<"note">>>().toEqualTypeOf<["note", string, number]>();
      expectTypeOf<Parameters<typeof socket.emitWithAck<"ask">>>().toEqualTypeOf<["ask", string]>();
      expectTypeOf(socket.emitWithAck("ask", "?")).toEqualTypeOf<Promise<boolean>>();
      expectTypeOf(socket.timeout(1).emitWithAck("ask", "?")).toEqualTypeOf<Promise<boolean>>();
      socket.timeout(1).emit("ask", "?", (error, answer) => {
        expectTypeOf(error).toEqualTypeOf<Error>();
        expectTypeOf(answer).toEqualTypeOf<boolean>();
      });
      socket
        .to("room")
        .timeout(1)
        .emit("ask", "?", (_error, answers) => expectTypeOf(answers).toEqualTypeOf<boolean[]>());
      expectTypeOf<Parameters<typeof socket.emitWithAck>[0]>().toEqualTypeOf<"ask" | "askFirst">();
    };
    expectTypeOf(uses).parameters.toEqualTypeOf<[TypedSocket]>();
  });

  it("check what a server says to all, and to other servers", () => {
    const uses = (io: TypedServer) => {
      io.on("connection", (socket) => expectTypeOf(socket).toEqualTypeOf<TypedSocket>());
      io.on("hello", (name, reply) =>
        expectTypeOf([name, reply]).toEqualTypeOf<(string | ((load: number) => void))[]>(),
      );
      io.use((socket, next) => {
        expectTypeOf(socket).toEqualTypeOf<TypedSocket>();
        next();
      });
      expectTypeOf<Parameters<typeof io.emit>[0]>().toEqualTypeOf<"note">();
      expectTypeOf(io.timeout(1).emitWithAck("ask", "?")).toEqualTypeOf<Promise<boolean[]>>();
      expectTypeOf(io.serverSideEmitWithAck("hello", "you")).toEqualTypeOf<Promise<number[]>>();
      expectTypeOf(io.fetchSockets()).toEqualTypeOf<Promise<RemoteSocket<ServerToClient, Data>[]>>();
    };
    expectTypeOf(uses).parameters.toEqualTypeOf<[TypedServer]>();
  });

  it("leave open what nobody has described", () => {
    expectTypeOf<Server>().toEqualTypeOf<Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap>>();
    const uses = (io: Server) => {
      io.on("connection", (socket) => {
        socket.data.anything = 1;
        socket.on("whatever", (a, b, reply) => reply(a.b.c, b));
        socket.emit("whatever", 1, "two", (answer: number) => answer);
        io.emit("whatever", [1]);
      });
    };
    expectTypeOf(uses).parameters.toEqualTypeOf<[Server]>();
  });
});
