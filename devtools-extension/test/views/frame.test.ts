import { effect } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import { followSystem } from "../../src/panel/views/frame/follow-system.ts";
import { FrameClock } from "../../src/panel/views/frame/frame-clock.ts";
import { keepPreferences } from "../../src/panel/views/frame/keep-preferences.ts";
import { treeKey } from "../../src/panel/views/frame/tree-key.ts";
import { viewState } from "../../src/panel/views/frame/view-state.ts";

/** A window whose frames come when a test says so, and whose clock only then moves. */
function fakeWindow() {
  const frames = new Map<number, () => void>();
  const timers = new Map<number, { readonly callback: () => void; readonly due: number }>();
  const document = { hidden: false };
  const microtasks: (() => void)[] = [];
  let next = 1;
  let now = 0;
  return {
    document,
    performance: { now: () => now },
    frames,
    timers,
    /** Draws a frame, which takes the views so many milliseconds. */
    drawFrame(milliseconds = 0) {
      const due = [...frames.values()];
      frames.clear();
      for (const callback of due) callback();
      now += milliseconds;
      for (const callback of microtasks.splice(0)) callback();
    },
    passTime(milliseconds: number) {
      now += milliseconds;
      for (const [id, { callback, due }] of timers) {
        if (due > now) continue;
        timers.delete(id);
        callback();
      }
      for (const callback of microtasks.splice(0)) callback();
    },
    queueMicrotask: (callback: () => void) => void microtasks.push(callback),
    requestAnimationFrame: (callback: () => void) => (frames.set(next, callback), next++),
    cancelAnimationFrame: (id: number) => void frames.delete(id),
    setTimeout: (callback: () => void, delay: number) => (timers.set(next, { callback, due: now + delay }), next++),
    clearTimeout: (id: number) => void timers.delete(id),
  };
}

describe("FrameClock", () => {
  it("ticks once for any number of changes in a frame", () => {
    const window = fakeWindow();
    const clock = new FrameClock(window);
    const drawn = vi.fn<(tick: number) => void>();
    effect(() => drawn(clock.ticks.value));
    for (let change = 0; change < 10_000; change++) clock.changed();
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(window.frames.size).toBe(1);
    window.drawFrame();
    expect(drawn).toHaveBeenCalledTimes(2);
    expect(window.timers.size).toBe(0);
    window.drawFrame();
    expect(drawn).toHaveBeenCalledTimes(2);
  });

  it("does nothing while nobody looks, and draws once somebody does", () => {
    const window = fakeWindow();
    const clock = new FrameClock(window);
    clock.changed();
    clock.setVisible(false);
    clock.changed();
    expect([window.frames.size, window.timers.size]).toEqual([0, 0]);
    clock.setVisible(true);
    window.drawFrame();
    expect(clock.ticks.value).toBe(1);
  });

  it("ticks by time where a page in sight gets no frames, and waits for one where it is hidden", () => {
    const window = fakeWindow();
    const clock = new FrameClock(window);
    clock.changed();
    window.passTime(100);
    expect(clock.ticks.value).toBe(1);
    window.document.hidden = true;
    clock.changed();
    window.passTime(100);
    expect(clock.ticks.value).toBe(1);
    window.drawFrame();
    expect(clock.ticks.value).toBe(2);
  });

  it("rests after drawing for long, and then draws what has changed meanwhile", () => {
    const window = fakeWindow();
    const clock = new FrameClock(window);
    clock.changed();
    window.drawFrame(15);
    clock.changed();
    expect(window.frames.size).toBe(0);
    window.passTime(29);
    expect(window.frames.size).toBe(0);
    window.passTime(1);
    expect(window.frames.size).toBe(1);
    window.drawFrame(15);
    expect(clock.ticks.value).toBe(2);
    clock.setVisible(false);
    expect(window.timers.size).toBe(0);
  });

  it("rests no longer than a tenth of a second", () => {
    const window = fakeWindow();
    const clock = new FrameClock(window);
    clock.changed();
    window.drawFrame(5_000);
    clock.changed();
    window.passTime(100);
    expect(window.frames.size).toBe(1);
  });
});

describe("treeKey", () => {
  const lines = [
    { depth: 0, open: true },
    { depth: 1, open: false },
    { depth: 1, open: undefined },
  ];

  it("moves, opens, closes and goes to the parent", () => {
    expect(treeKey("ArrowDown", lines, 2)).toEqual({ do: "go", index: 2 });
    expect(treeKey("ArrowUp", lines, 2)).toEqual({ do: "go", index: 1 });
    expect(treeKey("ArrowRight", lines, 0)).toEqual({ do: "go", index: 1 });
    expect(treeKey("ArrowRight", lines, 1)).toEqual({ do: "turn", open: true });
    expect(treeKey("ArrowLeft", lines, 0)).toEqual({ do: "turn", open: false });
    expect(treeKey("ArrowLeft", lines, 2)).toEqual({ do: "go", index: 0 });
    expect(treeKey("End", lines, 0)).toEqual({ do: "go", index: 2 });
    expect(treeKey("Enter", lines, 0)).toEqual({ do: "use" });
    expect(treeKey("x", lines, 0)).toBeUndefined();
  });
});

describe("followSystem", () => {
  it("gives the panel the colours of the system until the tools around it or the reader have others", () => {
    const view = viewState();
    const query = Object.assign(new EventTarget(), { matches: true });
    const stop = followSystem(view, query);
    expect(view.colors.value).toBe("dark");
    query.matches = false;
    query.dispatchEvent(new Event("change"));
    expect(view.colors.value).toBe("light");
    view.around.value = "dark";
    expect(view.colors.value).toBe("dark");
    view.theme.value = "light";
    expect(view.colors.value).toBe("light");
    stop();
    query.matches = true;
    query.dispatchEvent(new Event("change"));
    expect(view.systemDark.value).toBe(false);
  });
});

describe("keepPreferences", () => {
  it("takes up what was kept, and keeps what is chosen", () => {
    const kept = new Map([
      ["upwire.panel", '{"theme":"dark","sidebarWidth":300,"columnWidths":[["event",200],["x","y"]]}'],
    ]);
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const view = viewState();
    const stop = keepPreferences(view, storage);
    expect([view.theme.value, view.sidebarWidth.value]).toEqual(["dark", 300]);
    expect([...view.columnWidths.value]).toEqual([["event", 200]]);
    view.theme.value = "light";
    expect(kept.get("upwire.panel")).toContain('"theme":"light"');
    stop();
  });

  it.each(["null", "[", '{"theme":"pink","sidebarWidth":1e9,"columnWidths":7}'])("starts afresh from %s", (text) => {
    const view = viewState();
    keepPreferences(view, { getItem: () => text, setItem: () => undefined })();
    expect([view.theme.value, view.sidebarWidth.value, view.columnWidths.value.size]).toEqual(["system", 248, 0]);
  });

  it("works where storage is forbidden", () => {
    const refuse = (): never => {
      throw new Error("forbidden");
    };
    const view = viewState();
    keepPreferences(view, { getItem: refuse, setItem: refuse })();
    expect(view.theme.value).toBe("system");
  });
});
