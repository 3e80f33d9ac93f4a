import { EventEmitter, once } from "node:events";
import { RemoteSocket, type ServerOptions } from "@upwire/server";
import { Adapter, ClusterAdapter, type ClusterMessage, type ClusterResponse } from "socket.io-adapter";
import { describe, expect, it } from "vitest";
import { heard, type RunningServer, runningServer } from "../socket/running-server.ts";

/** A published adapter whose nodes find each other through an emitter. */
function clustered(bus: EventEmitter, nodes: { count: number }): NonNullable<ServerOptions["adapter"]> {
  return class extends ClusterAdapter {
    constructor(nsp: unknown) {
      super(nsp);
      nodes.count++;
      bus.on("message", (message: ClusterMessage) => this.onMessage(message));
      bus.on(`response ${this.uid}`, (response: ClusterResponse) => this.onResponse(response));
    }

    override serverCount(): Promise<number> {
      return Promise.resolve(nodes.count);
    }

    override doPublish(message: ClusterMessage): Promise<string> {
      bus.emit("message", message);
      return Promise.resolve("");
    }

    override doPublishResponse(uid: string, response: ClusterResponse): Promise<void> {
      bus.emit(`response ${uid}`, response);
      return Promise.resolve();
    }
  };
}

describe("the adapter class of socket.io-adapter", () => {
  it("joins, leaves and broadcasts", async () => {
    const server = await runningServer({ adapter: Adapter });
    expect(server.io.sockets.adapter).toBeInstanceOf(Adapter);
    const a = await server.pair();
    const b = await server.pair();
    void a.socket.join("room");
    expect([...a.socket.rooms]).toEqual([a.socket.id, "room"]);
    const received = Promise.all([heard(a.client, "e"), heard(b.client, "e")]);
    server.io.emit("e", 1, Buffer.of(2));
    expect(await received).toEqual([
      [1, Buffer.of(2)],
      [1, Buffer.of(2)],
    ]);
    b.client.on("e", () => expect.unreachable());
    const inRoom = heard(a.client, "e");
    server.io.to("room").emit("e", "room");
    expect(await inRoom).toEqual(["room"]);
    b.client.off("e");
    const others = heard(b.client, "e");
    a.socket.broadcast.volatile.emit("e", "others");
    expect(await others).toEqual(["others"]);
    b.socket.disconnect();
    expect(server.io.sockets.adapter.sids.size).toBe(1);
  });

  it("gathers acknowledgements, and tells outgoing listeners", async () => {
    const server = await runningServer({ adapter: Adapter });
    const a = await server.pair();
    const b = await server.pair();
    const told: unknown[] = [];
    a.socket.onAnyOutgoing((...args) => void told.push(args));
    for (const [at, { client }] of [a, b].entries()) client.on("who", (reply: (n: number) => void) => reply(at));
    expect((await server.io.timeout(5000).emitWithAck("who")).toSorted()).toEqual([0, 1]);
    expect(told).toEqual([["who"]]);
    expect(await server.io.fetchSockets()).toEqual([a.socket, b.socket]);
    b.client.off("who");
    b.client.on("who", () => void b.client.disconnect());
    const error = await server.io
      .timeout(60_000)
      .emitWithAck("who")
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ responses: [0] });
  });

  it("may come as a function, even one that cannot be a constructor", async () => {
    for (const adapter of [
      (nsp: unknown) => new Adapter(nsp),
      function make(nsp: unknown) {
        return new Adapter(nsp);
      },
    ]) {
      const server = await runningServer({ adapter });
      expect(server.io.sockets.adapter).toBeInstanceOf(Adapter);
    }
  });

  it("that fails costs the one connection and no other", async () => {
    const broken = new Set<string>();
    class Breaking extends Adapter {
      override addAll(id: string, rooms: Set<string>): Promise<void> | void {
        if (broken.has("all")) throw new Error("adapter");
        return super.addAll(id, rooms);
      }
    }
    const server = await runningServer({ adapter: Breaking });
    const { client, socket } = await server.pair();
    broken.add("all");
    const raw = await server.raw();
    raw.send("40");
    await raw.closed;
    socket.on("alive", (reply) => reply());
    await client.emitWithAck("alive");
    expect(server.logs[0]).toMatchObject({ level: "error", detail: { err: new Error("adapter") } });
  });
});

describe("two servers with a published cluster adapter", () => {
  it("broadcast and gather acknowledgements across", async () => {
    const [first, second] = await cluster();
    const a = await first.pair();
    const b = await second.pair();
    for (const [name, { client }] of Object.entries({ a, b }))
      client.on("who", (reply: (name: string) => void) => reply(name));
    const received = Promise.all([heard(a.client, "e"), heard(b.client, "e")]);
    first.io.emit("e", Buffer.of(1));
    expect(await received).toEqual([[Buffer.of(1)], [Buffer.of(1)]]);
    expect((await first.io.timeout(5000).emitWithAck("who")).toSorted()).toEqual(["a", "b"]);
  });

  it("find, move and disconnect each other's sockets", async () => {
    const [first, second] = await cluster();
    const { client, socket } = await second.pair("", { auth: { token: "t" } });
    socket.data.user = "u";
    const [remote] = await first.io.fetchSockets();
    expect(remote).toBeInstanceOf(RemoteSocket);
    expect(remote).toMatchObject({ id: socket.id, data: { user: "u" }, rooms: new Set([socket.id]) });
    expect(remote?.handshake.auth).toEqual({ token: "t" });
    client.on("double", (n: number, reply: (n: number) => void) => reply(2 * n));
    const answer = new Promise((resolve) => {
      remote?.timeout(5000).emit("double", 4, (error: unknown, n: unknown) => resolve([error, n]));
    });
    expect(await answer).toEqual([null, 8]);
    remote?.join("room");
    expect(socket.rooms.has("room")).toBe(true);
    remote?.leave("room");
    expect(socket.rooms.has("room")).toBe(false);
    const gone = heard(client, "disconnect");
    remote?.disconnect();
    expect((await gone)[0]).toBe("io server disconnect");
  });

  it("emit to each other", async () => {
    const [first, second] = await cluster();
    second.io.on("hello", (name: string, reply: (text: string) => void) => reply(`hello ${name}`));
    expect(await first.io.serverSideEmitWithAck("hello", "you")).toEqual(["hello you"]);
  });

  it.each(["connect", "connection", "new_namespace", "handler_error"])(
    "cannot make each other believe in a %s",
    async (name) => {
      const [first, second] = await cluster();
      // True because that is the event's name among those of a namespace.
      second.io.on(name as "connection", () => expect.unreachable());
      expect(() => first.io.serverSideEmit(name, {})).toThrow("reserved");
      first.io.sockets.adapter.serverSideEmit([name, {}]);
      const heardNext = once(second.io, "next");
      first.io.serverSideEmit("next");
      await heardNext;
      expect(second.logs).toEqual([]);
    },
  );
});

async function cluster(): Promise<[RunningServer, RunningServer]> {
  const adapter = clustered(new EventEmitter(), { count: 0 });
  return [await runningServer({ adapter }), await runningServer({ adapter })];
}
