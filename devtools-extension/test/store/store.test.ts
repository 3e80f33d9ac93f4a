import { describe, expect, it } from "vitest";
import { Store } from "../../src/panel/store/store.ts";
import { Tape } from "./tape.ts";

function events(store: Store): unknown[] {
  return store.rows.map(({ event }) => event).filter((event) => event !== undefined);
}

describe("the store", () => {
  it("tells its listeners of every change until they leave", () => {
    const tape = new Tape();
    let told = 0;
    const leave = tape.store.subscribe(() => told++);
    tape.socket();
    const { version } = tape.store;
    expect(told).toBe(version);
    leave();
    tape.store.clear();
    expect(told).toBe(version);
    expect(tape.store.version).toBe(version + 1);
  });

  it("passes over what it has already", () => {
    const tape = new Tape();
    const link = tape.socket();
    const again = tape.record({ kind: "frame", link, direction: "in", body: { text: '42["once"]', size: 10 } });
    tape.play(again);
    tape.play(again);
    expect(events(tape.store)).toEqual(["once"]);
    expect(tape.store.lost).toBe(0);
  });

  it("counts records that are missing by their numbers, and shows where", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.seq += 5;
    tape.frame(link, "in", '42["after"]');
    expect(tape.store.documents[0]?.gaps).toEqual({ lost: 5, refused: 0 });
    expect(tape.store.rows.find(({ note }) => note === "gap")?.text).toBe("5 records are missing here");
    expect(tape.store.hints(tape.at).map(({ code }) => code)).toEqual(["DROPPED_FRAMES"]);
  });

  it("counts records that the page says it dropped, and counts none twice", () => {
    const tape = new Tape();
    tape.seq = 499;
    tape.add({ kind: "dropped", count: 500, where: "ring" });
    expect(tape.store.lost).toBe(500);
    tape.seq += 2;
    tape.add({ kind: "dropped", count: 2, where: "bridge" }, 2_000);
    expect(tape.store.lost).toBe(503);
    expect(tape.store.rows.filter(({ note }) => note === "gap")).toHaveLength(2);
  });

  it("does not join binary across a gap to the wrong event", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
    tape.seq++;
    tape.frame(link, "in", Uint8Array.of(1));
    expect(tape.store.rows.find(({ event }) => event === "file")?.attachments).toBeUndefined();
    expect(tape.store.rows.at(-1)).toMatchObject({ binary: true, engineType: "message" });
  });

  it("refuses and counts what is no record", () => {
    const tape = new Tape();
    const hostile: unknown = {
      document: tape.document,
      records: [null, 1, { kind: "frame" }, { kind: "link", seq: -1 }],
    };
    tape.store.add(hostile as Parameters<Store["add"]>[0]);
    tape.store.add({ document: { id: 1 }, records: [] } as unknown as Parameters<Store["add"]>[0]);
    expect(tape.store.refused).toBe(5);
    expect(tape.store.rows).toEqual([]);
  });

  it("holds what comes while it is paused, and takes it in afterwards", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.store.pause();
    tape.frame(link, "in", '42["held"]');
    expect(tape.store).toMatchObject({ paused: true, held: 1 });
    expect(events(tape.store)).toEqual([]);
    tape.store.resume();
    expect(tape.store).toMatchObject({ paused: false, held: 0 });
    expect(events(tape.store)).toEqual(["held"]);
  });

  it("holds no more than it may, and counts the rest as lost", () => {
    const tape = new Tape({ maxHeld: 2 });
    const link = tape.socket();
    tape.store.pause();
    for (let count = 0; count < 5; count++) tape.frame(link, "in", '42["held"]');
    tape.store.resume();
    tape.frame(link, "in", '42["after"]');
    expect(events(tape.store)).toEqual(["held", "held", "after"]);
    expect(tape.store.lost).toBe(3);
  });

  it("clears rows, sums and what is over, and goes on with what is open", () => {
    const tape = new Tape();
    const over = tape.socket();
    tape.add({ kind: "link end", link: over, code: 1006 });
    const open = tape.socket("wss://b.example/socket.io/?EIO=4&transport=websocket");
    tape.frame(open, "in", '42["before"]');
    tape.store.clear();
    expect(tape.store.rows).toEqual([]);
    expect(tape.store.visible).toEqual([]);
    expect(tape.store.hints(tape.at)).toEqual([]);
    expect(tape.store.connections).toHaveLength(1);
    expect(tape.store.statistics.messagesIn).toBe(0);
    tape.frame(open, "in", '42["after"]');
    expect(events(tape.store)).toEqual(["after"]);
    expect(tape.store.connections[0]).toMatchObject({ state: "open", rows: 1 });
  });

  it("starts over when the frame loads another document", () => {
    const store = new Store();
    const before = new Tape(store);
    before.frame(before.socket(), "in", '42["before"]');
    const inner = new Tape(store, { id: "inner", frame: 3 });
    inner.socket();
    const after = new Tape(store, { id: "document-2" }, before.at);
    after.frame(after.socket(), "in", '42["after"]');
    expect(events(store)).toEqual(["after"]);
    expect(store.documents.map(({ id }) => id)).toEqual(["document-2"]);
    expect(store.connections).toHaveLength(1);
  });

  it("keeps what was before a navigation when told to", () => {
    const store = new Store({ preserve: true });
    const before = new Tape(store);
    before.frame(before.socket(), "in", '42["before"]');
    const after = new Tape(store, { id: "document-2", url: "https://page.example/next" }, before.at);
    after.frame(after.socket(), "in", '42["after"]');
    expect(events(store)).toEqual(["before", "after"]);
    expect(store.connections).toMatchObject([{ state: "closed", reason: "the page was left" }, { state: "open" }]);
    expect(store.documents.map(({ left }) => left)).toEqual([true, false]);
    expect(store.rows.find(({ note }) => note === "navigation")?.text).toBe("https://page.example/next");
    store.setPreserve(false);
    expect(store.preserve).toBe(false);
  });

  it("takes the frames of one page in any order", () => {
    const store = new Store();
    new Tape(store, { id: "inner", frame: 3 }).socket();
    new Tape(store).socket();
    expect(store.documents.map(({ id, left }) => [id, left])).toEqual([
      ["inner", false],
      ["document-1", false],
    ]);
  });

  it("takes a late word of a page that was left for none of a navigation, and a greeting for one", () => {
    const store = new Store();
    const before = new Tape(store);
    const link = before.socket();
    const after = new Tape(store, { id: "document-2" });
    after.socket();
    before.frame(link, "in", '42["late"]');
    expect(store.documents.map(({ id }) => id)).toEqual(["document-2"]);
    expect(events(store)).toEqual([]);
    // As when the browser shows the first page again from its cache.
    before.play();
    before.frame(link, "in", '42["back"]');
    expect(store.documents.map(({ id }) => id)).toEqual(["document-1"]);
    expect(events(store)).toEqual(["back"]);
  });

  it("leaves the other frames alone when one that is not the top loads another document", () => {
    const store = new Store();
    new Tape(store).socket();
    new Tape(store, { id: "inner-1", frame: 3 }).socket();
    new Tape(store, { id: "inner-2", frame: 3 }).socket();
    expect(store.documents.map(({ id }) => id)).toEqual(["document-1", "inner-2"]);
  });

  it("keeps so many rows, lets go of the oldest and counts them, but keeps bookmarks", () => {
    const tape = new Tape({ maxRows: 100 });
    const link = tape.socket();
    tape.frame(link, "in", '42["marked"]');
    const marked = tape.store.rows.find(({ event }) => event === "marked");
    if (!marked) throw new Error("no row");
    tape.store.bookmark(marked, true);
    tape.store.setFilter({ notes: false });
    for (let count = 0; count < 1_000; count++) tape.frame(link, "in", `42["event ${count}"]`);
    expect(tape.store.rows.length).toBeLessThanOrEqual(100);
    expect(tape.store.rows.length + tape.store.released).toBe(1_003);
    expect(tape.store.visible.map(({ number }) => number)).toEqual(tape.store.rows.map(({ number }) => number));
    expect(tape.store.rows[0]).toBe(marked);
    expect(tape.store.row(marked.number)).toBe(marked);
    expect(tape.store.row(marked.number + 1)).toBeUndefined();
    expect(tape.store.connections[0]?.rows).toBe(tape.store.rows.length);
  });

  it("keeps so much payload, with attachments", () => {
    const tape = new Tape({ maxPayload: 100_000 });
    const link = tape.socket();
    for (let count = 0; count < 100; count++) {
      tape.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
      tape.frame(link, "in", new Uint8Array(7_500));
    }
    expect(tape.store.rows.length).toBeLessThan(15);
    expect(tape.store.rows.length).toBeGreaterThan(5);
    expect(tape.store.released).toBeGreaterThan(80);
    expect(tape.store.log.length).toBeLessThan(40);
  });

  it("keeps the records that explain later ones for a recording", () => {
    const tape = new Tape({ maxRows: 50 });
    const link = tape.socket();
    for (let count = 0; count < 1_000; count++) tape.frame(link, "in", `42["event ${count}"]`);
    expect(tape.store.log.length).toBeLessThan(110);
    expect(tape.store.log.slice(0, 3).map(({ record }) => record.kind)).toEqual(["link", "link open", "frame"]);
    const again = new Store();
    for (const { document, record } of tape.store.log) again.add({ document, records: [record] });
    expect(again.connections).toMatchObject([{ sid: tape.store.connections[0]?.sid, state: "open" }]);
  });

  it("counts what simulated faults did, and does not take a swallowed ping for one", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "in", "2", { fault: "dropped" });
    expect(tape.store.connections[0]?.heartbeats.count).toBe(0);
    expect(tape.store.rows.at(-1)).toMatchObject({ fault: "dropped", engineType: "ping" });
    expect(tape.store.hints(tape.at).map(({ code }) => code)).toEqual(["FAULTS_ACTIVE"]);
  });
});
