import { describe, expect, it } from "vitest";
import { Store } from "../../src/panel/store/store.ts";
import { body, HANDSHAKE, Tape } from "./tape.ts";

const POLLING = "https://server.example/socket.io/?EIO=4&transport=polling";
const SOCKET = "wss://server.example/socket.io/?EIO=4&transport=websocket";

function opening(sid: string, upgrades: readonly string[] = ["websocket"]): string {
  return `0${JSON.stringify({ ...HANDSHAKE, sid, upgrades })}`;
}

describe("connections", () => {
  it("joins the polling requests and the WebSocket of one session", () => {
    const tape = new Tape();
    const link = tape.upgraded();
    tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, "40");
    expect(tape.store.connections).toHaveLength(1);
    expect(tape.store.connections[0]).toMatchObject({
      state: "open",
      sid: HANDSHAKE.sid,
      transport: "websocket",
      protocol: 4,
      link,
      socketIo: true,
      handshake: HANDSHAKE,
    });
  });

  it("knows a session that is a WebSocket from the start by its open packet", () => {
    const tape = new Tape();
    const link = tape.socket();
    expect(tape.store.connections).toMatchObject([{ sid: HANDSHAKE.sid, transport: "websocket", state: "open", link }]);
  });

  it("keeps the sessions of several clients of one document apart", () => {
    const tape = new Tape();
    const first = tape.socket(SOCKET, { ...HANDSHAKE, sid: "first" });
    const second = tape.socket(SOCKET, { ...HANDSHAKE, sid: "second" });
    tape.frame(first, "out", '42["to first"]');
    tape.frame(second, "out", '42["to second"]');
    expect(tape.store.connections.map(({ sid }) => sid)).toEqual(["first", "second"]);
    expect(tape.store.rows.find(({ event }) => event === "to second")?.connection?.sid).toBe("second");
  });

  it("keeps two sessions of one id apart when the server uses it again", () => {
    const tape = new Tape();
    const first = tape.socket();
    tape.frame(first, "out", "41");
    tape.add({ kind: "link end", link: first, code: 1005 });
    const second = tape.socket();
    tape.frame(second, "in", '42["again"]');
    expect(tape.store.connections.map(({ state }) => state)).toEqual(["closed", "open"]);
    expect(tape.store.rows.at(-1)?.connection).toBe(tape.store.connections[1]);
  });

  it("counts attempts that fail in one connection, and opens it in the end", () => {
    const tape = new Tape();
    tape.refuse(POLLING, 502, "<html>");
    tape.refuse(POLLING, 502, "<html>");
    expect(tape.store.connections).toMatchObject([
      { state: "failed", attempts: 2, reason: "polling failed: HTTP 502" },
    ]);
    tape.poll(POLLING, opening("sid"));
    expect(tape.store.connections).toMatchObject([{ state: "open", attempts: 3, reason: undefined }]);
  });

  it("tells the generations apart", () => {
    const tape = new Tape();
    const link = tape.upgraded(3);
    expect(tape.store.connections).toMatchObject([{ protocol: 3, transport: "websocket" }]);
    expect(tape.store.connections[0]?.namespaces.get("/")).toMatchObject({ state: "connected", sid: HANDSHAKE.sid });
    tape.frame(link, "in", "40/admin,");
    expect(tape.store.connections[0]?.namespaces.get("/admin")?.sid).toBe(`/admin#${HANDSHAKE.sid}`);
  });

  it("follows who is in which namespace", () => {
    const tape = new Tape();
    const link = tape.socket();
    const states = (): unknown =>
      [...(tape.store.connections[0]?.namespaces.values() ?? [])].map(({ name, state }) => [name, state]);
    tape.frame(link, "out", '40/admin,{"token":"1"}');
    expect(states()).toEqual([["/admin", "connecting"]]);
    tape.frame(link, "in", '40/admin,{"sid":"abc"}');
    expect(tape.store.connections[0]?.namespaces.get("/admin")).toMatchObject({ state: "connected", sid: "abc" });
    tape.frame(link, "out", "40/closed,");
    tape.frame(link, "in", '44/closed,{"message":"Invalid namespace"}');
    expect(tape.store.connections[0]?.namespaces.get("/closed")).toMatchObject({
      state: "refused",
      refusal: "Invalid namespace",
    });
    tape.frame(link, "out", "41/admin,");
    expect(states()).toEqual([
      ["/admin", "disconnected"],
      ["/closed", "refused"],
    ]);
  });

  it("matches an Upwire client to the session it opened, whichever is told first", () => {
    const tape = new Tape();
    tape.add({ kind: "client", client: "a", realm: "window", url: "https://server.example", tapped: true });
    tape.add({
      kind: "inspection",
      client: "a",
      event: { at: tape.at, kind: "open", sid: "late", transport: "websocket", protocol: 4 },
    });
    tape.socket(SOCKET, { ...HANDSHAKE, sid: "late" });
    tape.add({ kind: "client", client: "b", realm: "window", url: "https://server.example", tapped: true });
    tape.socket(SOCKET, { ...HANDSHAKE, sid: "early" });
    tape.add({
      kind: "inspection",
      client: "b",
      event: { at: tape.at, kind: "open", sid: "early", transport: "websocket", protocol: 4 },
    });
    expect(tape.store.connections.map(({ client }) => client?.id)).toEqual(["a", "b"]);
    expect(tape.store.clients.map(({ connection }) => connection?.sid)).toEqual(["late", "early"]);
  });

  it("shows the packets that a client in a worker relays", () => {
    const tape = new Tape();
    const client = "worker-client";
    tape.add({ kind: "client", client, realm: "worker", url: "https://server.example", tapped: false });
    const relay = (direction: "in" | "out", text: string): void =>
      tape.add({
        kind: "inspection",
        client,
        event: { at: tape.at, kind: "engine packet", direction, transport: "websocket", frame: body(text) },
      });
    relay("in", opening("in-worker", []));
    tape.add({
      kind: "inspection",
      client,
      event: { at: tape.at, kind: "open", sid: "in-worker", transport: "websocket", protocol: 4 },
    });
    relay("out", '42["hello"]');
    expect(tape.store.connections).toMatchObject([
      { realm: "worker", sid: "in-worker", state: "open", link: undefined },
    ]);
    expect(tape.store.connections[0]?.client?.id).toBe(client);
    expect(tape.store.rows.at(-1)).toMatchObject({ event: "hello", direction: "out" });
    tape.add({ kind: "inspection", client, event: { at: tape.at, kind: "close", reason: "transport close" } });
    expect(tape.store.connections).toMatchObject([{ state: "closed", reason: "transport close" }]);
  });

  it("reads relayed binary in the form of Engine.IO 4, whatever the client speaks", () => {
    const tape = new Tape();
    const client = "worker-client";
    tape.add({ kind: "client", client, realm: "worker", url: "https://server.example", tapped: false });
    tape.add({
      kind: "inspection",
      client,
      event: { at: tape.at, kind: "open", sid: "three", transport: "websocket", protocol: 3 },
    });
    for (const data of ['451-["file",{"_placeholder":true,"num":0}]', Uint8Array.of(200, 1)]) {
      const event = {
        at: tape.at,
        kind: "engine packet",
        direction: "in",
        transport: "websocket",
        frame: body(data),
      } as const;
      tape.add({ kind: "inspection", client, event });
    }
    const row = tape.store.rows.at(-1);
    expect(row && tape.store.detail(row).data).toEqual(["file", Uint8Array.of(200, 1)]);
    expect(tape.store.connections).toMatchObject([{ protocol: 3, realm: "worker" }]);
  });

  it("does not show twice what the tap and the client both see", () => {
    const tape = new Tape();
    tape.add({ kind: "client", client: "a", realm: "window", url: "https://server.example", tapped: true });
    tape.socket();
    const rows = tape.store.rows.length;
    tape.add({
      kind: "inspection",
      client: "a",
      event: { at: tape.at, kind: "engine packet", direction: "in", transport: "websocket", frame: body('42["x"]') },
    });
    expect(tape.store.rows).toHaveLength(rows);
  });

  it("takes a link whose beginning was lost for a WebSocket", () => {
    const tape = new Tape();
    tape.seq = 900;
    tape.frame(7, "in", '42["late"]');
    tape.frame(7, "in", '42["later"]');
    expect(tape.store.connections).toMatchObject([{ transport: "websocket", state: "open", link: 7 }]);
    expect(tape.store.rows.filter(({ event }) => event)).toHaveLength(2);
  });

  it("lists the workers of a document, and its frames by number", () => {
    const store = new Store();
    new Tape(store).add({ kind: "worker", url: "https://page.example/worker.js", name: "w", shared: true });
    new Tape(store, { id: "frame", frame: 5, url: "https://frame.example/" }).socket();
    expect(
      store.documents.map(({ frame, workers, connections }) => [frame, workers.length, connections.length]),
    ).toEqual([
      [0, 1, 0],
      [5, 0, 1],
    ]);
  });

  it("holds so many connections and lets go of the oldest that are over", () => {
    const tape = new Tape({ maxConnections: 2 });
    const first = tape.socket(SOCKET, { ...HANDSHAKE, sid: "1" });
    tape.socket(SOCKET, { ...HANDSHAKE, sid: "2" });
    tape.frame(first, "in", "1");
    tape.poll(POLLING, opening("3"));
    expect(tape.store.connections.map(({ sid }) => sid)).toEqual(["2", "3"]);
    expect(tape.store.documents[0]?.connections).toHaveLength(2);
  });
});
