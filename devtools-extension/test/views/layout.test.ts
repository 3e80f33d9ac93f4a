import { describe, expect, it } from "vitest";
import type { SequenceStep } from "../../src/panel/store/upgrade-timeline.ts";
import { columnsAt, columnTemplate, COLUMNS, resized } from "../../src/panel/views/list/columns.ts";
import { outageLayout } from "../../src/panel/views/reconnect/outage-layout.ts";
import { diagramLayout, laneX } from "../../src/panel/views/upgrade/diagram-layout.ts";
import { faultDraft, faultPlan } from "../../src/panel/views/act/fault-draft.ts";

describe("columns", () => {
  it("shows all of them where there is room, and the least dispensable where there is not", () => {
    expect(columnsAt(1200, new Map())).toEqual(COLUMNS);
    const few = columnsAt(420, new Map()).map(({ id }) => id);
    expect(few).toEqual(["mark", "direction", "time", "type", "event", "payload"]);
  });

  it("counts widths that the reader gave", () => {
    expect(columnsAt(1200, new Map([["event", 800]]))).not.toEqual(COLUMNS);
  });

  it("keeps a column within its bounds, and gives the payload the rest", () => {
    const [mark] = COLUMNS;
    if (!mark) throw new Error("there are columns");
    expect(resized(new Map(), mark, -500).get("mark")).toBe(mark.least);
    expect(resized(new Map(), mark, 5000).get("mark")).toBe(900);
    expect(columnTemplate(COLUMNS.slice(-4), new Map([["size", 70]]))).toBe("minmax(80px, 1fr) 40px 62px 70px");
  });
});

function step(part: Partial<SequenceStep>): SequenceStep {
  return { at: 0, from: "client", to: "server", via: "polling", label: "", detail: "", failed: false, seq: 1, ...part };
}

describe("diagramLayout", () => {
  it("draws arrows between client and server with the label on the lane of the transport", () => {
    const { steps } = diagramLayout([step({ via: "websocket" })], false);
    expect(steps[0]).toMatchObject({ from: laneX("client"), to: laneX("server"), label: laneX("websocket") });
  });

  it("ends polling's bar where the upgrade is done, and WebSocket's where it failed", () => {
    const answer = step({ from: "server", to: "client", via: "websocket" });
    const done = diagramLayout([step({}), step({ from: "server", to: "client" }), answer], true);
    expect(done.bars.map(({ lane, bottom }) => [lane, bottom < done.height])).toEqual([
      ["polling", true],
      ["websocket", false],
    ]);
    const failed = diagramLayout([step({}), answer, { ...answer, failed: true }], false);
    expect(failed.bars.map(({ lane, bottom }) => [lane, bottom < failed.height])).toEqual([
      ["polling", false],
      ["websocket", true],
    ]);
  });
});

describe("outageLayout", () => {
  it("divides an outage into waiting and attempts", () => {
    const attempt = { delay: 20, reason: undefined };
    const pieces = outageLayout(
      {
        at: 1000,
        reason: "lost",
        endedAt: 1100,
        recovered: undefined,
        before: undefined,
        after: undefined,
        attempts: [
          { ...attempt, number: 1, at: 1020, endedAt: 1050, succeeded: false },
          { ...attempt, number: 2, at: 1080, endedAt: 1100, succeeded: true },
        ],
      },
      5000,
    );
    expect(pieces.map(({ kind, start, width }) => [kind, start, width])).toEqual([
      ["waiting", 0, 20],
      ["failed", 20, 30],
      ["waiting", 50, 30],
      ["back", 80, 20],
    ]);
  });
});

describe("faults", () => {
  it("are none where nothing is on, and go both ways through the form", () => {
    expect(faultPlan(faultDraft(undefined))).toBeUndefined();
    const plan = { seed: 7, drop: 0.25, delay: 100, blockWebSocket: true, direction: "in" } as const;
    expect(faultPlan(faultDraft(plan))).toEqual(plan);
  });

  it("are bounded, and off where no number is written", () => {
    const draft = { ...faultDraft(undefined), drop: "900", delay: "soon", jitter: "-5", seed: "x" };
    expect(faultPlan(draft)).toEqual({ seed: 0, drop: 1 });
  });
});
