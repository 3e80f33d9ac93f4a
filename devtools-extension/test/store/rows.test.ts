import { describe, expect, it } from "vitest";
import type { Row } from "../../src/panel/store/row.ts";
import { body, HANDSHAKE, Tape } from "./tape.ts";

const POLLING = "https://server.example/socket.io/?EIO=4&transport=polling";
const POLLING_3 = "https://server.example/socket.io/?EIO=3&transport=polling";

/** The columns of the packets, in the words of the list. */
function columns(rows: readonly Row[]): unknown[] {
  return rows
    .filter(({ note }) => note === undefined)
    .map(({ direction, engineType, socketType, namespace, event, ackId }) => [
      direction,
      engineType,
      ...(socketType === undefined ? [] : [socketType, namespace, event, ackId]),
    ]);
}

describe("rows", () => {
  it("splits polling bodies of Engine.IO 4 into packets", () => {
    const tape = new Tape();
    tape.poll(POLLING, `0${JSON.stringify(HANDSHAKE)}`);
    tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, '40\x1e42/admin,7["hello",1]\x1e3');
    expect(columns(tape.store.rows)).toEqual([
      ["in", "open"],
      ["out", "message", 0, "/", undefined, undefined],
      ["out", "message", 2, "/admin", "hello", 7],
      ["out", "pong"],
    ]);
  });

  it("splits polling bodies of Engine.IO 3 by characters and by bytes", () => {
    const tape = new Tape();
    const open = `0${JSON.stringify(HANDSHAKE)}`;
    tape.poll(POLLING_3, `${open.length}:${open}2:40`);
    tape.poll(`${POLLING_3}&sid=${HANDSHAKE.sid}`, '9:42["€😀"]1:3');
    const event = [...new TextEncoder().encode('451-["é",{"_placeholder":true,"num":0}]')];
    const bytes = Uint8Array.of(0, 4, 0, 255, ...event, 1, 4, 255, 4, 1, 2, 3);
    expect(event).toHaveLength(40);
    tape.poll(`${POLLING_3}&sid=${HANDSHAKE.sid}`, bytes);
    expect(columns(tape.store.rows)).toEqual([
      ["in", "open"],
      ["in", "message", 0, "/", undefined, undefined],
      ["in", "message", 2, "/", "€😀", undefined],
      ["in", "pong"],
      ["in", "message", 5, "/", "é", undefined],
    ]);
    const joined = tape.store.rows.at(-1);
    expect(joined && tape.store.detail(joined).data).toEqual(["é", Uint8Array.of(1, 2, 3)]);
    expect(tape.store.rows.find(({ event }) => event === "€😀")?.size).toBe(
      new TextEncoder().encode('42["€😀"]').length,
    );
  });

  it("joins binary attachments to their event, and hands them out decoded", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
    tape.frame(link, "in", Uint8Array.of(1, 2, 3));
    tape.frame(link, "in", '42["next"]');
    const row = tape.store.rows.find(({ event }) => event === "file");
    expect(row?.attachments).toHaveLength(1);
    expect(row?.size).toBe(42 + 3);
    expect(tape.store.rows.filter(({ binary }) => binary)).toHaveLength(1);
    expect(row && tape.store.detail(row).data).toEqual(["file", Uint8Array.of(1, 2, 3)]);
  });

  it("joins attachments of Engine.IO 3 without their type byte", () => {
    const tape = new Tape();
    const link = tape.upgraded(3);
    tape.frame(link, "out", '451-["file",{"_placeholder":true,"num":0}]');
    tape.frame(link, "out", Uint8Array.of(4, 1, 2));
    const row = tape.store.rows.find(({ event }) => event === "file");
    expect(row && tape.store.detail(row).data).toEqual(["file", Uint8Array.of(1, 2)]);
  });

  it("joins attachments in polling bodies, which are base64", () => {
    const tape = new Tape();
    tape.poll(POLLING, `0${JSON.stringify(HANDSHAKE)}`);
    tape.post(`${POLLING}&sid=${HANDSHAKE.sid}`, '451-["file",{"_placeholder":true,"num":0}]\x1ebAQID');
    const row = tape.store.rows.at(-1);
    expect(row?.attachments?.[0]?.base64).toBe("AQID");
    expect(row && tape.store.detail(row).data).toEqual(["file", Uint8Array.of(1, 2, 3)]);
  });

  it("pairs acknowledgements with their events, and tells the latency", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", '420["ask"]');
    tape.frame(link, "in", '420["ask too"]');
    tape.frame(link, "in", "430[1]", { after: 40 });
    const [ask, theirs, answer] = tape.store.rows.slice(-3);
    expect(ask?.pair).toBe(answer);
    expect(answer?.pair).toBe(ask);
    expect(answer?.latency).toBe(41);
    expect(theirs?.pair).toBeUndefined();
    expect(tape.store.statistics.latencyCount).toBe(1);
    expect(tape.store.statistics.waiting).toBe(0);
  });

  it("shows packets that do not decode, with the reason", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", "9what");
    tape.frame(link, "in", "42{bad");
    tape.frame(link, "in", Uint8Array.of(1));
    expect(tape.store.rows.slice(-3).map(({ problem }) => problem?.code)).toEqual([
      "BAD_PACKET_TYPE",
      "BAD_JSON",
      "UNEXPECTED_BINARY",
    ]);
    expect(tape.store.hints(tape.at).map(({ code }) => code)).toContain("UNREADABLE_PACKETS");
  });

  it("reads the columns of a cut event from its beginning, and the whole once its body came", () => {
    const tape = new Tape();
    const link = tape.socket();
    const whole = `4212["big",${JSON.stringify("x".repeat(100))}]`;
    tape.frame(link, "in", body(whole, 20));
    const row = tape.store.rows.at(-1);
    expect(row).toMatchObject({ event: "big", ackId: 12, cut: true, size: whole.length, problem: undefined });
    expect(row && tape.store.giveBody(row, row.seq, body(whole))).toBe(true);
    expect(row).toMatchObject({ cut: false, problem: undefined });
    expect(row && tape.store.detail(row).data).toEqual(["big", "x".repeat(100)]);
  });

  it("finds the packets behind the cut of a polling body once the whole came", () => {
    const tape = new Tape();
    tape.poll(POLLING, `0${JSON.stringify(HANDSHAKE)}`);
    const whole = '42["a"]\x1e451-["b",{"_placeholder":true,"num":0}]\x1ebAQID\x1e42["c"]';
    tape.poll(`${POLLING}&sid=${HANDSHAKE.sid}`, body(whole, 20));
    tape.poll(`${POLLING}&sid=${HANDSHAKE.sid}`, '42["d"]');
    const cut = tape.store.rows.find(({ cut }) => cut);
    expect(cut?.event).toBe("b");
    expect(cut && tape.store.giveBody(cut, cut.seq, body(whole))).toBe(true);
    expect(tape.store.visible.map(({ event }) => event).filter(Boolean)).toEqual(["a", "b", "c", "d"]);
    expect(cut && tape.store.detail(cut).data).toEqual(["b", Uint8Array.of(1, 2, 3)]);
  });

  it("takes messages of plain Engine.IO as they are", () => {
    const tape = new Tape();
    const link = tape.socket("wss://server.example/engine.io/?EIO=4&transport=websocket");
    tape.frame(link, "out", "4hello");
    tape.frame(link, "out", Uint8Array.of(1));
    expect(tape.store.rows.slice(-2).map(({ problem, socketType }) => [problem, socketType])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(tape.store.connections[0]?.socketIo).toBe(false);
  });
});
