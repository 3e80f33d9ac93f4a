import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import type { Command, CommandResult, FaultPlan } from "../../src/bridge/command.ts";
import type { Source } from "../../src/bridge/source.ts";
import { followFaults } from "../../src/panel/views/act/follow-faults.ts";
import { type ViewState, viewState } from "../../src/panel/views/frame/view-state.ts";
import { Store } from "../../src/panel/store/store.ts";

const DROP: FaultPlan = { seed: 7, drop: 0.5 };

let asked: { readonly document: string; readonly command: Command; answer(result: CommandResult): Promise<void> }[];
let source: Source;
let store: Store;
let view: ViewState;

beforeEach(() => {
  asked = [];
  const send = (document: string, command: Command): Promise<CommandResult> =>
    new Promise((resolve) => {
      const answer = async (result: CommandResult): Promise<void> => {
        resolve(result);
        // By the next task all that waited for it has run.
        await new Promise((later) => setTimeout(later));
      };
      asked.push({ document, command, answer });
    });
  source = { status: "live", subscribe: () => () => undefined, send };
  store = new Store();
  view = viewState();
  const ticks = signal(0);
  store.subscribe(() => (ticks.value += 1));
  followFaults({ source, model: store }, view, ticks);
});

function greet(id: string, frame = 0): void {
  store.add({ document: { id, frame, url: "https://page.example/" }, records: [] });
}

function state(): string {
  return view.faultProgress.value.state;
}

/** The plans that a document was told. */
function plans(id: string): unknown[] {
  return asked.flatMap(({ document, command }) => (document === id && command.do === "faults" ? [command.plan] : []));
}

/** A document whose tap has no faults, as it has said. */
async function met(id: string, frame?: number): Promise<void> {
  greet(id, frame);
  await asked.at(-1)?.answer({ ok: true });
}

describe("followFaults", () => {
  it("says that faults are on only once each tap has said so", async () => {
    await met("page");
    await met("frame", 3);
    view.faults.value = DROP;
    expect([state(), view.announcement.value]).toEqual(["switching on", "Faults wait for the page."]);
    await asked.at(-2)?.answer({ ok: true });
    expect(state()).toBe("switching on");
    await asked.at(-1)?.answer({ ok: true });
    expect([state(), view.announcement.value]).toEqual(["on", "Simulating faults with seed 7."]);
    view.faults.value = undefined;
    expect(state()).toBe("switching off");
    await asked.at(-1)?.answer({ ok: true });
    await asked.at(-2)?.answer({ ok: true });
    expect([state(), view.announcement.value]).toEqual(["off", "Faults are off."]);
    expect(plans("page")).toEqual([undefined, DROP, undefined]);
  });

  it("ends what another panel has left on in a page", () => {
    greet("page");
    expect(plans("page")).toEqual([undefined]);
    expect(state()).toBe("off");
  });

  it("waits where there is no page, and for the next page when one goes away", async () => {
    view.faults.value = DROP;
    expect(state()).toBe("switching on");
    greet("first");
    await asked.at(-1)?.answer({ ok: true });
    expect(state()).toBe("on");
    greet("second");
    expect(state()).toBe("switching on");
    expect(plans("second")).toEqual([DROP]);
    await asked.at(-1)?.answer({ ok: false, code: "GONE", message: "The document went away." });
    expect(state()).toBe("switching on");
    greet("second");
    await asked.at(-1)?.answer({ ok: true });
    expect(state()).toBe("on");
    expect(plans("second")).toEqual([DROP, DROP]);
  });

  it("asks again where the answer was lost, once the document comes forward, and not before", async () => {
    await met("page");
    view.faults.value = DROP;
    await asked.at(-1)?.answer({ ok: false, code: "FAILED", message: "Interrupted." });
    expect(state()).toBe("switching on");
    store.setPreserve(true);
    expect(plans("page")).toHaveLength(2);
    greet("page");
    await asked.at(-1)?.answer({ ok: true });
    expect(state()).toBe("on");
  });

  it("tells a plan once, so that its luck does not begin anew", async () => {
    await met("page");
    view.faults.value = DROP;
    await asked.at(-1)?.answer({ ok: true });
    store.setPreserve(true);
    expect(plans("page")).toEqual([undefined, DROP]);
    expect(state()).toBe("on");
  });

  it("tells a plan again to a document that comes forward again, and does not say that it is on before it is", async () => {
    store.setPreserve(true);
    await met("page");
    view.faults.value = DROP;
    await asked.at(-1)?.answer({ ok: true });
    greet("next page");
    await asked.at(-1)?.answer({ ok: true });
    expect(state()).toBe("on");
    greet("page");
    expect(plans("page")).toEqual([undefined, DROP, DROP]);
    expect(state()).toBe("switching on");
    await asked.at(-1)?.answer({ ok: true });
    expect(state()).toBe("on");
  });

  it("says why a tap refuses", async () => {
    await met("page");
    view.faults.value = DROP;
    await asked.at(-1)?.answer({ ok: false, code: "BAD_COMMAND", message: "No such thing." });
    expect(view.faultProgress.value).toEqual({ state: "refused", message: "No such thing." });
    expect(view.announcement.value).toContain("No such thing.");
  });
});
