import { describe, expect, it } from "vitest";
import type { Filter } from "../../src/panel/store/filter.ts";
import { body, Tape } from "./tape.ts";

/** A session with one of everything that filters ask for. */
function recorded(): Tape {
  const tape = new Tape();
  const link = tape.upgraded();
  tape.frame(link, "out", "40/admin,");
  tape.frame(link, "in", '42["price",{"name":"Tea (green)"}]');
  tape.frame(link, "out", '42/admin,3["ask"]');
  tape.frame(link, "in", "43/admin,3[]");
  tape.frame(link, "in", '451-["file",{"_placeholder":true,"num":0}]');
  tape.frame(link, "in", new Uint8Array(500));
  tape.frame(link, "in", "42{");
  tape.add({ kind: "link end", link, code: 1000 });
  return tape;
}

/** The texts of the rows that pass. */
function shown(filter: Filter, tape = recorded()): readonly string[] {
  expect(tape.store.setFilter(filter)).toBeUndefined();
  return tape.store.visible.map(({ text }) => text);
}

describe("a filter", () => {
  it("shows everything when it asks for nothing", () => {
    const tape = recorded();
    expect(shown({}, tape)).toHaveLength(tape.store.rows.length);
    expect(shown({ events: [], connections: [] }, tape)).toHaveLength(tape.store.rows.length);
  });

  it.each<[string, Filter, readonly string[]]>([
    [
      "direction",
      { direction: "out", transports: ["websocket"], notes: false },
      ["2probe", "5", "40/admin,", '42/admin,3["ask"]'],
    ],
    ["transport", { transports: ["polling"], engineTypes: ["noop"] }, ["6"]],
    ["engine type", { engineTypes: ["ping", "pong"] }, ["2probe", "3probe"]],
    ["socket type", { socketTypes: [0, 3] }, ["40/admin,", "43/admin,3[]"]],
    ["namespace", { namespaces: ["/admin"], direction: "in" }, ["43/admin,3[]"]],
    ["event, with its acknowledgement", { events: ["ask"] }, ['42/admin,3["ask"]', "43/admin,3[]"]],
    ["size with attachments", { minSize: 500 }, ['451-["file",{"_placeholder":true,"num":0}]']],
    ["largest size", { maxSize: 1 }, ["6", "5"]],
    ["binary", { binary: true }, ['451-["file",{"_placeholder":true,"num":0}]']],
    ["acknowledgement", { ack: true }, ['42/admin,3["ask"]', "43/admin,3[]"]],
    ["id of an acknowledgement", { ackId: 3 }, ['42/admin,3["ask"]', "43/admin,3[]"]],
    ["problems", { problems: true }, ["42{"]],
    ["text in any case", { search: { text: "TEA (" } }, ['42["price",{"name":"Tea (green)"}]']],
    ["text in its case", { search: { text: "TEA (", matchCase: true } }, []],
    [
      "regular expression",
      { search: { text: String.raw`"name":"\w+ \(`, regex: true } },
      ['42["price",{"name":"Tea (green)"}]'],
    ],
  ])("restricts by %s", (_name, filter, expected) => {
    expect(shown(filter)).toEqual(expected);
  });

  it("restricts by time of day, time since the packet before, and time to the acknowledgement", () => {
    const tape = new Tape();
    const link = tape.socket();
    const start = tape.at;
    tape.frame(link, "out", '420["ask"]', { after: 1_000 });
    tape.frame(link, "in", "430[]", { after: 30.6 });
    tape.frame(link, "out", '421["ask"]', { after: 2 });
    tape.frame(link, "in", "431[]", { after: 500 });
    expect(shown({ from: start + 1_001, to: start + 1_030 }, tape)).toEqual(["430[]"]);
    expect(shown({ to: start + 1_029, notes: false, engineTypes: ["message"] }, tape)).toEqual(['420["ask"]']);
    expect(shown({ minDelta: 500 }, tape)).toEqual(['420["ask"]', "431[]"]);
    expect(shown({ minLatency: 31 }, tape)).toEqual(['421["ask"]', "431[]"]);
  });

  it("restricts to what simulated faults touched", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", '42["kept"]');
    tape.add({ kind: "frame", link, direction: "out", body: body('42["lost"]'), fault: "dropped" });
    expect(shown({ faults: true }, tape)).toEqual(['42["lost"]']);
  });

  it("restricts to connections", () => {
    const tape = recorded();
    const id = tape.store.connections[0]?.id ?? "";
    tape.socket("wss://other.example/socket.io/?EIO=4&transport=websocket");
    expect(shown({ connections: [id] }, tape)).not.toContain(
      "WebSocket wss://other.example/socket.io/?EIO=4&transport=websocket",
    );
    expect(shown({ connections: ["none"] }, tape)).toEqual([]);
  });

  it("restricts to bookmarks, and follows them", () => {
    const tape = recorded();
    expect(shown({ bookmarked: true }, tape)).toEqual([]);
    const [row] = tape.store.rows.slice(-3);
    if (!row) throw new Error("no row");
    tape.store.bookmark(row, true);
    expect(tape.store.visible).toEqual([row]);
    tape.store.bookmark(row, false);
    expect(tape.store.visible).toEqual([]);
  });

  it("is run over what comes, into the same list", () => {
    const tape = recorded();
    const link = tape.socket();
    shown({ events: ["new"] }, tape);
    const { visible } = tape.store;
    tape.frame(link, "in", '42["new"]');
    tape.frame(link, "in", '42["other"]');
    expect(visible.map(({ event }) => event)).toEqual(["new"]);
    expect(tape.store.visible).toBe(visible);
  });

  it("shows an acknowledgement with its event, and a broken event as a problem, as they come", () => {
    const tape = new Tape();
    const link = tape.socket();
    shown({ events: ["save"] }, tape);
    tape.frame(link, "out", '427["save",1]');
    tape.frame(link, "in", '437["ok"]');
    expect(tape.store.visible.map(({ text }) => text)).toEqual(['427["save",1]', '437["ok"]']);
    shown({ problems: true }, tape);
    tape.frame(link, "in", '451-["x",{"_placeholder":true,"num":0}]');
    tape.frame(link, "in", '42["y"]');
    expect(tape.store.visible.map(({ event }) => event)).toEqual(["x"]);
  });

  it("lets an event in once its attachments make it large enough", () => {
    const tape = recorded();
    const link = tape.socket();
    shown({ minSize: 1_000 }, tape);
    tape.frame(link, "in", '451-["big",{"_placeholder":true,"num":0}]');
    expect(tape.store.visible).toEqual([]);
    tape.frame(link, "in", new Uint8Array(1_000));
    expect(tape.store.visible.map(({ event }) => event)).toEqual(["big"]);
  });

  it.each([
    ["BAD_REGEX", "("],
    ["BAD_REGEX", "[z-a]"],
    ["SEARCH_TOO_LONG", "a".repeat(1_001)],
    ["UNSAFE_REGEX", "(a+)+$"],
    ["UNSAFE_REGEX", "(?:a*)*b"],
    ["UNSAFE_REGEX", "((a|b)*c?)*d"],
    ["UNSAFE_REGEX", "(a|a)*b"],
    ["UNSAFE_REGEX", String.raw`(\w|x)+y`],
    ["UNSAFE_REGEX", "(a{1,500}){30}"],
    ["UNSAFE_REGEX", ".*.*.*.*.*x"],
  ])("is refused with %s for /%s/, and leaves the one before in force", (code, text) => {
    const tape = recorded();
    shown({ engineTypes: ["noop"] }, tape);
    expect(tape.store.setFilter({ search: { text, regex: true } })?.code).toBe(code);
    expect(tape.store.filter).toEqual({ engineTypes: ["noop"] });
    expect(tape.store.visible.map(({ text }) => text)).toEqual(["6"]);
  });

  it.each([
    "a+b*",
    "(foo|bar)+",
    String.raw`\d{3}-\d+`,
    "(?<year>[0-9]{4})",
    String.raw`\(a+\)+`,
    "[(a+)]+",
    "^4[23]",
    "x{2,}y?",
  ])("takes /%s/", (text) => {
    expect(recorded().store.setFilter({ search: { text, regex: true } })).toBeUndefined();
  });
});
