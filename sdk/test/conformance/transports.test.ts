import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UpwireError } from "../../src/errors.ts";
import { base64 } from "../../src/transports/base64.ts";
import { fallback } from "../../src/transports/fallback.ts";
import { polling } from "../../src/transports/polling.ts";
import { stamped } from "../../src/transports/stamped.ts";
import { upgrade } from "../../src/transports/upgrade.ts";
import { webSocket } from "../../src/transports/web-socket.ts";
import { settled } from "../../src/testing/index.ts";
import { Driver } from "./driver.ts";
import { engineGround } from "./engine-ground.ts";
import type { Contestant, Ground } from "./ground.ts";
import { memoryGround } from "./memory-ground.ts";

const contestants: readonly Contestant[] = [
  { name: "polling", settles: "at once", ground: () => engineGround(polling()) },
  { name: "webSocket", settles: "at once", ground: () => engineGround(webSocket()) },
  {
    name: "upgrade(polling, webSocket)",
    settles: "after the upgrade",
    ground: () => engineGround(upgrade(polling(), webSocket())),
  },
  {
    name: "fallback(webSocket, polling)",
    settles: "at once",
    ground: () => engineGround(fallback(webSocket(), polling())),
  },
  {
    name: "fallback(refused webSocket, polling)",
    settles: "at once",
    ground: () => engineGround(fallback(webSocket({ protocols: "not valid" }), polling())),
  },
  {
    name: "upgrade(polling, fallback(webSocket))",
    settles: "after the upgrade",
    ground: () => engineGround(upgrade(polling(), fallback(webSocket()))),
  },
  {
    name: "upgrade(polling, refused webSocket)",
    settles: "at once",
    ground: () => engineGround(upgrade(polling(), webSocket({ protocols: "not valid" }))),
  },
  { name: "base64(polling)", settles: "at once", ground: () => engineGround(base64(polling())) },
  {
    name: "base64(upgrade(polling, webSocket))",
    settles: "after the upgrade",
    ground: () => engineGround(base64(upgrade(polling(), webSocket()))),
  },
  { name: "stamped(webSocket)", settles: "at once", ground: () => engineGround(stamped(webSocket(), "t")) },
  { name: "memory", settles: "at once", ground: memoryGround },
];

describe.each(contestants)("the transport $name", (contestant) => {
  let ground: Ground;
  let driver: Driver;

  beforeEach(async () => {
    ground = await contestant.ground();
    driver = new Driver(ground.url, ground.factory);
  });

  afterEach(async () => {
    driver.transport.close();
    await ground.stop();
  });

  async function opened(): Promise<void> {
    await driver.until(() => driver.state === "open");
    if (contestant.settles === "at once") return;
    await driver.until(() => driver.transport.name === "websocket" && driver.transport.writable);
    await ground.moved;
  }

  it("has a name before it opens, which is that of its first leaf", () => {
    expect(ground.factory.name).toBe(driver.firstName);
  });

  it("opens, brings the handshake and is writable, having reported nothing while it was being opened", async () => {
    await opened();
    expect(driver.reports.slice(0, 2)).toEqual(["opened", "open"]);
    expect(driver.transport.writable).toBe(true);
    expect(driver.reportedEarly).toBe(false);
  });

  it("keeps order both ways, batch by batch", async () => {
    await driver.until(() => driver.state === "open");
    const numbers = Array.from({ length: 300 }, (_, number) => `${number}`);
    for (let at = 0; at < numbers.length; at += 7)
      await Promise.all(numbers.slice(at, at + 7).map((data) => driver.message(data)));
    expect(driver.transport.buffered ?? 0).toBe(0);
    await driver.until(() => driver.messages.length === numbers.length);
    expect(ground.read).toEqual(numbers);
    expect(driver.messages).toEqual(numbers);
  });

  it("carries text of every kind and binary, also a part of a larger buffer and none at all", async () => {
    await opened();
    const texts = ["", "€ 😀 \u0000 \u2028", '{"a":1}'];
    for (const text of texts) await driver.message(text);
    for (const binary of [
      new Uint8Array([0, 255, 30, 98]),
      new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
      new ArrayBuffer(0),
    ])
      await driver.message(binary);
    await driver.until(() => driver.messages.length === 6);
    expect(driver.messages.slice(0, 3)).toEqual(texts);
    // True because the first three were the texts.
    const binaries = driver.messages.slice(3) as (ArrayBuffer | Uint8Array)[];
    expect(binaries.map((binary) => [...new Uint8Array(binary)])).toEqual([[0, 255, 30, 98], [2, 3], []]);
  });

  it("finishes what is in flight before a pause settles, and loses nothing", async () => {
    await opened();
    const sending = driver.message("in flight");
    const pausing = Promise.resolve(driver.transport.pause());
    // The echo answers the poll that hangs.
    await Promise.all([sending, pausing]);
    await driver.until(() => driver.messages.length === 1);
    expect(ground.read).toEqual(["in flight"]);
    ground.push("while paused");
    driver.transport.resume();
    await driver.until(() => driver.messages.length === 2);
    await driver.message("after");
    await driver.until(() => driver.messages.length === 3);
    expect(driver.messages).toEqual(["in flight", "while paused", "after"]);
  });

  it("goes on after a pause that was taken back before it settled", async () => {
    await opened();
    const pausing = Promise.resolve(driver.transport.pause());
    driver.transport.resume();
    await driver.message("one");
    await driver.message("two");
    await driver.until(() => driver.messages.length === 2);
    expect(driver.messages).toEqual(["one", "two"]);
    driver.transport.close();
    await pausing;
  });

  it("reports nothing after close and leaves no timer, whatever it was doing", async () => {
    const states: Record<string, (subject: Driver) => unknown> = {
      connecting: () => undefined,
      opened: (subject) => subject.until(() => subject.reports.includes("opened")),
      open: (subject) => subject.until(() => subject.state === "open"),
      sending: async (subject) => {
        await subject.until(() => subject.state === "open");
        void subject.message("unsaid");
      },
      pausing: async (subject) => {
        await subject.until(() => subject.state === "open");
        void subject.transport.pause();
      },
    };
    for (const [name, reach] of Object.entries(states)) {
      const own = await contestant.ground();
      const subject = new Driver(own.url, own.factory);
      await reach(subject);
      const before = [...subject.reports];
      subject.state = "closed";
      subject.transport.close();
      subject.transport.close();
      own.push("too late");
      own.breakOff();
      await own.stop();
      await settled();
      expect([name, subject.reports, subject.clock.pending]).toEqual([name, before, 0]);
    }
  });

  it("ends with parse error, once, when what comes is no packet", async () => {
    await opened();
    ground.garbage();
    await driver.until(() => driver.error !== undefined);
    expect(driver.reports.at(-1)).toBe("parse error");
    expect(driver.error).toBeInstanceOf(UpwireError);
    expect(driver.error?.code).toBe("PARSE_ERROR");
    ground.push("more");
    await settled();
    expect(driver.reports.filter((report) => report === "parse error").length).toBe(1);
    expect(driver.clock.pending).toBe(0);
  });

  it("ends once, with a code and a sentence, when the server is gone", async () => {
    await opened();
    ground.breakOff();
    await driver.until(() => driver.error !== undefined);
    expect(["transport close", "transport error"]).toContain(driver.reports.at(-1));
    expect(driver.error).toBeInstanceOf(UpwireError);
    expect(["CONNECTION_LOST", "UNREACHABLE"]).toContain(driver.error?.code);
    expect(driver.error?.message.length).toBeGreaterThan(2);
    expect(driver.clock.pending).toBe(0);
  });
});
