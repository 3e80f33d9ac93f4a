import { describe, expect, it } from "vitest";
import { HANDSHAKE, Tape } from "./tape.ts";

/** What official clients connect to: the address says nothing of the session. */
const URL = "https://server.example/socket.io/";

describe("a session over WebTransport", () => {
  it("is of Engine.IO 4, and its frames are packets that say so", () => {
    const tape = new Tape();
    const link = tape.link("webtransport", URL);
    tape.add({ kind: "link open", link });
    tape.frame(link, "out", "0");
    tape.frame(link, "in", `0${JSON.stringify({ ...HANDSHAKE, upgrades: [] })}`);
    tape.frame(link, "out", "40");
    tape.frame(link, "in", '40{"sid":"s"}');
    tape.frame(link, "out", '451-0["echo",{"_placeholder":true,"num":0}]');
    tape.frame(link, "out", new Uint8Array([1, 2, 255]));
    tape.frame(link, "in", '430["done"]');
    const [connection, ...others] = tape.store.connections;
    expect(others).toEqual([]);
    expect(connection).toMatchObject({ sid: HANDSHAKE.sid, transport: "webtransport", protocol: 4, state: "open" });
    const rows = tape.store.visible.filter(({ note }) => note === undefined);
    expect(rows.map(({ engineType, event, problem }) => [engineType, event, problem])).toEqual([
      ["open", undefined, undefined],
      ["open", undefined, undefined],
      ["message", undefined, undefined],
      ["message", undefined, undefined],
      ["message", "echo", undefined],
      ["message", undefined, undefined],
    ]);
    expect(rows.every(({ transport }) => transport === "webtransport")).toBe(true);
    expect(rows[4]?.attachments).toHaveLength(1);
    expect(rows[4]?.pair).toBe(rows[5]);
  });

  it("takes over the session whose id it names in its first packet", () => {
    const tape = new Tape();
    tape.poll(`${URL}?EIO=4&transport=polling`, `0${JSON.stringify({ ...HANDSHAKE, upgrades: ["webtransport"] })}`);
    const link = tape.link("webtransport", URL);
    tape.add({ kind: "link open", link });
    tape.frame(link, "out", `0{"sid":"${HANDSHAKE.sid}"}`);
    tape.frame(link, "out", "2probe");
    tape.frame(link, "in", "3probe");
    tape.frame(link, "out", "5");
    expect(tape.store.connections).toHaveLength(1);
    expect(tape.store.connections[0]).toMatchObject({
      sid: HANDSHAKE.sid,
      transport: "webtransport",
      state: "open",
      link,
    });
  });
});
