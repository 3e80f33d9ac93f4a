import { framed } from "./fake-page.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type FromTap, PIECE_LENGTH, PieceJoiner } from "../../src/bridge/tap-message.ts";
import type { TapRecord } from "../../src/bridge/record.ts";
import { Recorder } from "../../src/page/recorder.ts";
import { MAX_BYTES, MAX_RECORDS } from "../../src/page/ring.ts";
import { MAX_BATCH, TapPort } from "../../src/page/tap-port.ts";

let recorder: Recorder;
let pieces: string[];
let port: TapPort;

/** What the port has said, pieces joined. */
function said(): readonly FromTap[] {
  const joiner = new PieceJoiner();
  return pieces.flatMap((piece) => {
    const message = joiner.add(piece);
    // True because the port sends nothing else.
    return message === undefined ? [] : [JSON.parse(message) as FromTap];
  });
}

function batches(): readonly (readonly TapRecord[])[] {
  return said().flatMap((message) => (message.is === "batch" ? [message.records] : []));
}

function ask(message: unknown): void {
  port.receive(`>${JSON.stringify(message)}`);
}

function frames(count: number, data: unknown = "2"): void {
  for (let index = 0; index < count; index++) recorder.frame(1, "in", data);
}

const command = vi.fn<(given: unknown) => { ok: true; body?: { text: string; size: number } }>();

beforeEach(() => {
  recorder = new Recorder();
  pieces = [];
  command.mockReset().mockReturnValue({ ok: true });
  const document = { id: "the-id", url: "https://page.example/", title: "" };
  port = new TapPort(
    { recorder, document: () => document, command, changed: () => {} },
    (piece) => void pieces.push(piece),
  );
});

describe("TapPort", () => {
  it("says hello, and nothing more until it is asked and paid", () => {
    frames(3);
    port.flush();
    ask({ is: "watch", have: 0, credits: 0 });
    expect(said().map(({ is }) => is)).toEqual(["hello", "hello"]);
    ask({ is: "credit", credits: 1 });
    expect(batches().map((records) => records.map(({ seq }) => seq))).toEqual([[1, 2, 3]]);
  });

  it("takes one credit for each batch, and batches are of so many records and so much text", () => {
    frames(MAX_BATCH + 1);
    frames(200, `4${"x".repeat(4_000)}`);
    ask({ is: "watch", have: 0, credits: 3 });
    const sizes = batches().map((records) => records.length);
    expect(sizes[0]).toBe(MAX_BATCH);
    expect(sizes).toHaveLength(3);
    for (const piece of pieces) expect(piece.length).toBeLessThan(300_000);
    ask({ is: "credit", credits: 100 });
    expect(
      batches()
        .flat()
        .map(({ seq }) => seq),
    ).toEqual(Array.from({ length: MAX_BATCH + 201 }, (_, index) => index + 1));
  });

  it("tells how many records the ring has let go of, in the place of the last of them", () => {
    frames(MAX_RECORDS + 10);
    ask({ is: "watch", have: 3, credits: 1 });
    const [first, second] = batches().flat();
    expect(first).toMatchObject({ kind: "dropped", where: "bridge", count: 7, seq: 10 });
    expect(second).toMatchObject({ kind: "frame", seq: 11 });
  });

  it("keeps no more bytes than the ring may hold, whatever a page sends", () => {
    const huge = "x".repeat(3_900_000);
    frames(10, huge);
    frames(1, "y".repeat(300_000_000));
    frames(1, framed("2"));
    let kept = 0;
    for (let seq = recorder.ring.first; seq <= recorder.ring.last; seq++) {
      const entry = recorder.ring.at(seq);
      if (entry && "frame" in entry && typeof entry.payload === "string") kept += entry.payload.length * 2;
    }
    expect(kept).toBeLessThanOrEqual(MAX_BYTES);
    ask({ is: "watch", have: recorder.ring.last - 2, credits: 1 });
    expect(batches().flat()[0]).toMatchObject({ body: { size: 300_000_000, cut: true } });
    expect(JSON.stringify(said()).length).toBeLessThan(10_000);
  });

  it("cuts what is too large for a port into pieces", () => {
    const text = "é".repeat(3 * PIECE_LENGTH);
    command.mockReturnValue({ ok: true, body: { text, size: 2 * text.length } });
    ask({ is: "command", id: 7, command: { do: "body", seq: 1 } });
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(PIECE_LENGTH + 1);
    const result = said().at(-1);
    expect(result?.is === "result" && result.id === 7 && JSON.stringify(result.result).includes(text)).toBe(true);
  });

  it("goes on from the number it is told, also one that it has never reached", () => {
    frames(5);
    ask({ is: "watch", have: 3, credits: 1 });
    expect(
      batches()
        .at(-1)
        ?.map(({ seq }) => seq),
    ).toEqual([4, 5]);
    ask({ is: "watch", have: 99, credits: 1 });
    expect(
      batches()
        .at(-1)
        ?.map(({ seq }) => seq),
    ).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ["no text", [undefined, null, 7, {}, ["<"], new Uint8Array(3)]],
    ["no JSON", [">", ">{", ">undefined", "", "x", ">[", ">NaN"]],
    [
      "no message",
      [">null", ">7", ">[]", ">{}", '>"watch"', '>{"is":{}}', '>{"is":"__proto__"}', '>{"is":"toString"}'],
    ],
    [
      "a message of odd fields",
      [
        '>{"is":"watch","have":-1,"credits":1e999}',
        '>{"is":"watch","have":{},"credits":"9"}',
        '>{"is":"credit","credits":-5}',
        '>{"is":"command"}',
        '>{"is":"command","id":"1","command":{}}',
        '>{"__proto__":{"is":"command","id":1},"credits":1}',
      ],
    ],
  ])("makes nothing of %s", (_name, given) => {
    frames(3);
    for (const piece of given) port.receive(piece);
    expect(command).not.toHaveBeenCalled();
    expect(batches()).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "is")).toBe(false);
    ask({ is: "watch", have: 0, credits: 1 });
    expect(batches().flat()).toHaveLength(3);
  });

  it("forgets a message that never ends, and reads the next one", () => {
    frames(1);
    const piece = `<${"x".repeat(PIECE_LENGTH)}`;
    for (let count = 0; count < 30; count++) port.receive(piece);
    port.receive(">");
    ask({ is: "watch", have: 0, credits: 1 });
    expect(batches().flat()).toHaveLength(1);
  });

  it("answers a command that throws, and goes on", () => {
    command.mockImplementation(() => {
      throw new Error("the page did this");
    });
    ask({ is: "command", id: 1, command: {} });
    expect(said().at(-1)).toMatchObject({ is: "result", id: 1, result: { ok: false, code: "FAILED" } });
    ask({ is: "watch", have: 0, credits: 1 });
    expect(said().at(-1)).toMatchObject({ is: "hello" });
  });
});
