import { describe, expect, it } from "vitest";
import { OTHER_EVENTS, StatisticsTracker } from "../../src/panel/store/statistics-tracker.ts";
import { Tape } from "./tape.ts";

describe("statistics", () => {
  it("sum messages and bytes by second, without holes", () => {
    const statistics = new StatisticsTracker();
    statistics.add("in", 10_100, 5, true);
    statistics.add("in", 10_900, 7, true);
    statistics.add("out", 12_000, 3, false);
    expect(statistics.seconds(12_500, 3)).toEqual([
      { time: 10, messagesIn: 2, messagesOut: 0, bytesIn: 12, bytesOut: 0, waiting: 0 },
      { time: 11, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, waiting: 0 },
      { time: 12, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 3, waiting: 0 },
    ]);
    expect(statistics).toMatchObject({ messagesIn: 2, messagesOut: 0, bytesIn: 12, bytesOut: 3 });
  });

  it("remember the newest 300 seconds only", () => {
    const statistics = new StatisticsTracker();
    for (let second = 0; second < 1_000; second++) statistics.add("in", second * 1_000, 1, true);
    const seconds = statistics.seconds(999_000, 5_000);
    expect(seconds).toHaveLength(300);
    expect(seconds[0]?.time).toBe(700);
    expect(seconds.reduce((sum, { messagesIn }) => sum + messagesIn, 0)).toBe(300);
  });

  it("carry what waits over seconds in which nothing happened", () => {
    const statistics = new StatisticsTracker();
    statistics.wait(1, 1_000);
    statistics.wait(1, 1_500);
    statistics.wait(-1, 3_000);
    expect(statistics.seconds(4_000, 4).map(({ waiting }) => waiting)).toEqual([2, 2, 1, 1]);
  });

  it("put latencies into columns", () => {
    const statistics = new StatisticsTracker();
    for (const latency of [0.5, 1, 4.9, 60, 1e9]) statistics.latency(latency);
    const filled = statistics.latencies.filter(({ count }) => count > 0);
    expect(filled).toEqual([
      { below: 1, count: 1 },
      { below: 2, count: 1 },
      { below: 5, count: 1 },
      { below: 100, count: 1 },
      { below: Infinity, count: 1 },
    ]);
    expect(statistics.latencyCount).toBe(5);
  });

  it("count events by name, and those beyond a thousand names together", () => {
    const statistics = new StatisticsTracker();
    for (let name = 0; name < 1_500; name++) statistics.event(`event ${name}`, "in", 1);
    statistics.event("__proto__", "out", 1);
    const events = statistics.events();
    expect(events).toHaveLength(1_001);
    expect(events[0]).toEqual({ name: OTHER_EVENTS, in: 500, out: 1, bytes: 501 });
  });

  it("count what goes over each connection, and what waits for an answer", () => {
    const tape = new Tape();
    const link = tape.socket();
    tape.frame(link, "out", '420["ask"]');
    tape.frame(link, "in", '42["tick"]');
    const [connection] = tape.store.connections;
    expect(connection?.statistics).toMatchObject({ messagesIn: 1, messagesOut: 1, waiting: 1 });
    expect(connection?.statistics.events().map(({ name }) => name)).toEqual(["ask", "tick"]);
    tape.add({ kind: "link end", link, code: 1006 });
    expect(connection?.statistics.waiting).toBe(0);
    expect(tape.store.statistics.waiting).toBe(0);
  });
});
