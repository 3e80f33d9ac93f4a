import { signal } from "@preact/signals";
import { type ComponentChild, type ContainerNode, render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Chart } from "../../src/panel/views/charts/chart.tsx";
import { PacketDetail } from "../../src/panel/views/detail/packet-detail.tsx";
import { type PanelContext, PanelProvider } from "../../src/panel/views/frame/panel-context.ts";
import { viewState } from "../../src/panel/views/frame/view-state.ts";
import { Tape } from "../store/tape.ts";
import { FakeElement } from "./fake-element.ts";

const { plots } = vi.hoisted(() => ({ plots: [] as { stroke: unknown }[] }));

vi.mock("../../src/panel/views/charts/load-plot.ts", () => ({
  loadPlot: async () =>
    class {
      constructor({ axes }: { axes: { stroke: unknown }[] }) {
        plots.push({ stroke: axes[0]?.stroke });
      }
      setData(): void {}
      destroy(): void {}
    },
}));

let place: FakeElement;
let tape: Tape;
let panel: PanelContext;

beforeEach(() => {
  plots.length = 0;
  place = new FakeElement();
  tape = new Tape();
  const ticks = signal(0);
  tape.store.subscribe(() => (ticks.value += 1));
  const source = { status: "live", subscribe: () => () => {}, send: vi.fn<PanelContext["source"]["send"]>() } as const;
  panel = {
    model: tape.store,
    source,
    name: undefined,
    status: signal(source.status),
    ticks,
    view: viewState(),
    changed: () => {},
    open: () => {},
    openPage: undefined,
    goLive: undefined,
  };
  const { view } = panel;
  vi.stubGlobal("document", {});
  vi.stubGlobal("getComputedStyle", () => ({
    getPropertyValue: () => (view.colors.value === "dark" ? "white" : "black"),
  }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function show(what: ComponentChild): Promise<void> {
  // True as far as Preact looks.
  const container = place as unknown as ContainerNode;
  await act(async () => render(<PanelProvider value={panel}>{what}</PanelProvider>, container));
}

it("draws a chart anew in other colours, whoever has changed them", async () => {
  const { view } = panel;
  await show(<Chart title="Messages" unit="messages" times={[]} series={[]} format={String} />);
  await act(async () => void (view.systemDark.value = true));
  await act(async () => void (view.around.value = "light"));
  await act(async () => void (view.theme.value = "dark"));
  expect(plots.map(({ stroke }) => stroke)).toEqual(["black", "white", "black", "white"]);
});

it("shows the attachments of an open packet as they come", async () => {
  const link = tape.socket();
  tape.frame(link, "in", '452-["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
  const row = tape.store.rows.at(-1);
  if (!row) throw new Error("no row");
  tape.frame(link, "in", Uint8Array.of(1));
  await show(<PacketDetail row={row} />);
  expect(place.words).toContain("Attachment 1");
  expect(place.words).not.toContain("Attachment 2");
  await act(async () => tape.frame(link, "in", Uint8Array.of(2)));
  expect(place.words).toContain("Attachment 2");
});
