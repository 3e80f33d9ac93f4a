import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { Emitter } from "../src/emitter.ts";
import type { DefaultEventsMap } from "../src/typed-events.ts";

class TestEmitter extends Emitter<DefaultEventsMap, { reserved: () => void }> {
  readonly failures: [unknown, string][] = [];

  emit(...packet: [string | symbol, ...unknown[]]): boolean {
    return this._dispatch(packet[0], packet);
  }

  share(other: TestEmitter): void {
    this._shareHandlersOf(other);
  }

  override _handlerFailed(error: unknown, event: string): void {
    this.failures.push([error, event]);
  }
}

describe("an emitter", () => {
  it.each([0, 1, 2, 3, 4, 7])("passes on %i arguments", (count) => {
    const emitter = new TestEmitter();
    const args = Array.from({ length: count }, (_, at) => at);
    const received: unknown[] = [];
    emitter.on("e", (...got: unknown[]) => received.push(got));
    expect(emitter.emit("e", ...args)).toBe(true);
    expect(emitter.emit("other", ...args)).toBe(false);
    expect(received).toEqual([args]);
  });

  it.each([1, 2, 8, 9, 30])("keeps %i names apart, and in order", (count) => {
    const emitter = new TestEmitter();
    const names = Array.from({ length: count }, (_, at) => `name ${at}`);
    const called: string[] = [];
    const listeners = names.map((name) => (): unknown => called.push(name));
    for (const [at, name] of names.entries()) emitter.on(name, listeners[at] ?? (() => {}));
    expect(emitter.eventNames()).toEqual(names);
    for (const name of names) emitter.emit(name);
    expect(called).toEqual(names);
    const middle = names[count >> 1] ?? "";
    emitter.off(middle, listeners[count >> 1] ?? (() => {}));
    expect(emitter.emit(middle)).toBe(false);
    expect(emitter.eventNames()).toEqual(names.filter((name) => name !== middle));
    emitter.removeAllListeners();
    expect(emitter.eventNames()).toEqual([]);
    expect(names.some((name) => emitter.emit(name))).toBe(false);
  });

  it("takes names of objects' members, and symbols, for names", () => {
    const emitter = new TestEmitter();
    const symbol = Symbol("s");
    for (const name of ["__proto__", "constructor", "hasOwnProperty"]) expect(emitter.emit(name)).toBe(false);
    emitter.on("__proto__", () => {});
    emitter.on(symbol as unknown as string, () => {});
    expect([emitter.emit("__proto__"), emitter.emit(symbol), emitter.emit("constructor")]).toEqual([true, true, false]);
  });

  it("calls a listener of once one time, and takes it back by itself", () => {
    const emitter = new TestEmitter();
    const calls: number[] = [];
    const listener = (n: number): unknown => calls.push(n);
    emitter.once("e", listener);
    emitter.prependOnceListener("e", listener);
    expect(emitter.listeners("e")).toEqual([listener, listener]);
    expect(emitter.rawListeners("e")).not.toContain(listener);
    emitter.emit("e", 1);
    emitter.emit("e", 2);
    emitter.once("e", listener).off("e", listener);
    emitter.emit("e", 3);
    expect(calls).toEqual([1, 1]);
  });

  it("takes back the latest of equal listeners, and nothing that was never subscribed", () => {
    const emitter = new TestEmitter();
    const listener = (): void => {};
    emitter
      .addListener("e", listener)
      .on("e", () => {})
      .on("e", listener);
    emitter.removeListener("e", listener);
    emitter.removeListener("e", () => {});
    expect(emitter.listeners("e")[0]).toBe(listener);
    expect(emitter.listenerCount("e")).toBe(2);
    expect(emitter.setMaxListeners(1).getMaxListeners()).toBe(Infinity);
  });

  it("calls the other listeners when one throws or rejects", async () => {
    const emitter = new TestEmitter();
    const calls: string[] = [];
    emitter.on("e", () => {
      throw new Error("thrown");
    });
    emitter.on("e", (): unknown => Promise.resolve().then(() => Promise.reject(new Error("rejected"))));
    emitter.on("e", (): unknown => calls.push("last"));
    emitter.emit("e");
    await new Promise(setImmediate);
    expect(calls).toEqual(["last"]);
    expect(emitter.failures).toEqual([
      [new Error("thrown"), "e"],
      [new Error("rejected"), "e"],
    ]);
  });

  it("refuses a listener that is no function", () => {
    expect(() => new TestEmitter().on("e", undefined as unknown as () => void)).toThrow(
      'the listener of "e" is not a function',
    );
  });

  it("works with events.once", async () => {
    const emitter = new TestEmitter();
    const next = once(emitter as unknown as EventTarget, "e");
    emitter.emit("e", 1, 2);
    expect(await next).toEqual([1, 2]);
  });

  it("may be another door to the subscriptions of a first one", () => {
    const first = new TestEmitter();
    const door = new TestEmitter();
    first.on("early", () => {});
    door.share(first);
    door.on("late", () => {});
    expect([first.emit("late"), door.emit("early")]).toEqual([true, true]);
    first.removeAllListeners();
    expect(door.eventNames()).toEqual([]);
  });
});
