import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../../src/connection.ts";
import { devtools } from "../../src/features/devtools.ts";
import { UpwireError } from "../../src/errors.ts";
import { Manager } from "../../src/io/manager.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { type ScriptedServer, scriptedServer } from "../support/scripted-server.ts";

const HOOK = Symbol.for("upwire.devtools");

type Said = readonly [
  id: number,
  origin: number,
  scope: string,
  name: string,
  url: string,
  state: string,
  event?: object,
  queued?: number,
];

/** A BroadcastChannel that delivers at once, by structured clone as the real one. */
class Channel {
  static all = new Set<Channel>();
  onmessage: ((event: { data: unknown }) => void) | undefined;

  readonly name: string;

  constructor(name: string) {
    this.name = name;
    Channel.all.add(this);
  }

  postMessage(message: unknown): void {
    for (const channel of Channel.all)
      if (channel !== this && channel.name === this.name) channel.onmessage?.({ data: structuredClone(message) });
  }
}

function client(server: ScriptedServer) {
  return new Connection("http://server.test/", { transport: server.transport, clock: new FakeClock() });
}

afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, HOOK);
  Channel.all.clear();
});

describe("the hook of the DevTools extension", () => {
  it("is given every connection, before anything happens on it", () => {
    const taken: unknown[] = [];
    Reflect.set(globalThis, HOOK, (connection: { readonly state: string }) =>
      taken.push([connection, connection.state]),
    );
    const lean = client(scriptedServer());
    const manager = new Manager("http://server.test/", { autoConnect: false });
    expect(taken).toEqual([
      [lean, "idle"],
      [manager, "idle"],
    ]);
  });

  it("is not missed", () => {
    expect(client(scriptedServer()).state).toBe("idle");
  });
});

describe("a connection outside of workers", () => {
  it("opens no channel", () => {
    vi.stubGlobal("BroadcastChannel", Channel);
    devtools(client(scriptedServer()));
    expect(Channel.all.size).toBe(0);
  });
});

describe("a connection in a worker", () => {
  let said: Said[];
  let tap: Channel;

  beforeEach(() => {
    vi.stubGlobal("BroadcastChannel", Channel);
    vi.stubGlobal("importScripts", () => {});
    vi.stubGlobal("location", new URL("https://app.test/worker.js"));
    vi.stubGlobal("name", "my worker");
    said = [];
    tap = new Channel("upwire.devtools");
    tap.onmessage = ({ data }) => said.push(data as Said);
  });

  it("says that it is there, and nothing more while no tap watches", async () => {
    const server = scriptedServer();
    const connection = client(server);
    devtools(connection);
    connection.connect();
    await server.open();
    expect(said).toEqual([
      [
        expect.any(Number),
        performance.timeOrigin,
        `${String(globalThis)} https://app.test/worker.js`,
        "my worker",
        "http://server.test/",
        "idle",
        undefined,
        0,
      ],
    ]);
  });

  it("tells all that the layers below report once a tap watches, and once only", async () => {
    const server = scriptedServer();
    const connection = client(server);
    devtools(connection);
    tap.postMessage([0]);
    tap.postMessage([0]);
    said.length = 0;
    connection.of("/");
    await server.open();
    await server.say('0{"sid":"a"}');
    expect(said.map(([, , , , , state, event]) => [state, event])).toEqual([
      ["connecting", { at: 0, kind: "state", state: "connecting", attempt: 0 }],
      ["connecting", expect.objectContaining({ kind: "engine packet", direction: "in" })],
      ["connecting", { at: 0, kind: "open", sid: "engine-id", transport: "scripted", protocol: 4 }],
      ["connecting", { at: 0, kind: "heartbeat", direction: "in", deadline: 45_000 }],
      ["connected", { at: 0, kind: "state", state: "connected", attempt: 0 }],
      ["connected", expect.objectContaining({ kind: "engine packet", direction: "out" })],
      ["connected", expect.objectContaining({ kind: "engine packet", direction: "in" })],
    ]);
  });

  it("tells of errors whose causes cannot be cloned", async () => {
    const server = scriptedServer();
    const connection = client(server);
    devtools(connection);
    tap.postMessage([0]);
    connection.connect();
    await server.open();
    const cause = { code: 1006, stop: () => {} };
    await server.cut("transport close", new UpwireError("CONNECTION_LOST", "WebSocket closed: 1006", { cause }));
    expect(said.map(([, , , , , , event]) => event)).toContainEqual(
      expect.objectContaining({ kind: "state", state: "closed", error: new Error("WebSocket closed: 1006") }),
    );
  });

  it("tells how much waits in it", () => {
    const connection = client(scriptedServer());
    const socket = connection.of("/");
    devtools(connection);
    socket.emit("early");
    socket.emit("bird");
    tap.postMessage([0]);
    expect(said.map(([, , , , , , , queued]) => queued)).toEqual([0, 2]);
  });

  it("is not stirred by its neighbours", () => {
    const [first, second] = [client(scriptedServer()), client(scriptedServer())];
    devtools(first);
    devtools(second);
    expect(said).toHaveLength(2);
    tap.postMessage([0]);
    expect(said).toHaveLength(4);
  });

  it("takes the orders that are for it: open, emit on a namespace, close", async () => {
    const server = scriptedServer();
    const connection = client(server);
    devtools(connection);
    devtools(client(scriptedServer()));
    const [id] = said[0] ?? [];
    tap.postMessage([id, "", "connect"]);
    await server.open();
    connection.of("/chat");
    await settled();
    await server.say('0/chat,{"sid":"a"}');
    tap.postMessage([id, "/chat", "transmit", ["hello", 1]]);
    tap.postMessage([id, "/none", "transmit", ["hello", 2]]);
    await server.say('2/chat,["wait"]');
    expect(server.received).toEqual(["40/chat,", '42/chat,["hello",1]']);
    tap.postMessage([id, "", "close"]);
    expect(connection.state).toBe("closed");
  });

  it("is shown without being asked to when it is one of io", () => {
    void new Manager("http://server.test/", { autoConnect: false });
    expect(said).toHaveLength(1);
  });
});
