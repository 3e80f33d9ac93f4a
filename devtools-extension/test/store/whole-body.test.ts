import { describe, expect, it } from "vitest";
import type { Command, CommandResult } from "../../src/bridge/command.ts";
import type { FrameBody } from "../../src/bridge/record.ts";
import type { Source } from "../../src/bridge/source.ts";
import { wholeBody } from "../../src/panel/store/whole-body.ts";
import { body, Tape } from "./tape.ts";

/** A page that has these bodies, by the number of their record. */
function page(bodies: ReadonlyMap<number, FrameBody>): Source & { readonly asked: Command[] } {
  const asked: Command[] = [];
  return {
    status: "live",
    asked,
    subscribe: () => () => {},
    send(_document, command): Promise<CommandResult> {
      asked.push(command);
      const found = command.do === "body" ? bodies.get(command.seq) : undefined;
      return Promise.resolve(found ? { ok: true, body: found } : { ok: false, code: "GONE", message: "It is gone." });
    },
  };
}

describe("whole bodies", () => {
  it("are fetched for the row and its attachments, and for nothing that is whole", async () => {
    const tape = new Tape();
    const link = tape.socket();
    const text = `452-["files","${"x".repeat(50)}",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]`;
    const bytes = Uint8Array.from({ length: 60 }, (_, index) => index);
    tape.frame(link, "in", body(text, 30));
    const { seq } = tape;
    tape.frame(link, "in", body(bytes, 9));
    tape.frame(link, "in", Uint8Array.of(1));
    const row = tape.store.rows.find(({ event }) => event === "files");
    if (!row) throw new Error("no row");
    const source = page(
      new Map([
        [seq, body(text)],
        [seq + 1, body(bytes)],
      ]),
    );
    expect(await wholeBody(tape.store, source, row)).toBeUndefined();
    expect(tape.store.detail(row).data).toEqual(["files", "x".repeat(50), bytes, Uint8Array.of(1)]);
    expect(source.asked).toHaveLength(2);
    expect(await wholeBody(tape.store, source, row)).toBeUndefined();
    expect(source.asked).toHaveLength(2);
    expect(tape.store.log.some(({ record }) => record.kind === "frame" && record.body.cut)).toBe(false);
  });

  it("may be gone", async () => {
    const tape = new Tape();
    tape.frame(tape.socket(), "in", body('42["x","yyyyyyy"]', 8));
    const row = tape.store.rows.at(-1);
    if (!row) throw new Error("no row");
    expect(await wholeBody(tape.store, page(new Map()), row)).toEqual({ code: "GONE", message: "It is gone." });
    expect(await wholeBody(tape.store, page(new Map([[row.seq, body("42", 1)]])), row)).toMatchObject({ code: "GONE" });
    expect(row.cut).toBe(true);
  });
});
