import { describe, expect, it } from "vitest";
import { engineUrl } from "../../src/engine-url.ts";
import { FakeClock, MemoryLink, settled } from "../../src/testing/index.ts";
import type { Session } from "../../src/session.ts";
import { newSession } from "../session/new-session.ts";

describe("FakeClock", () => {
  it("fires timers in the order of their time, also those set meanwhile", async () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    clock.setTimeout(() => fired.push(`second at ${clock.now()}`), 20);
    clock.setTimeout(() => {
      fired.push(`first at ${clock.now()}`);
      clock.setTimeout(() => fired.push(`nested at ${clock.now()}`), 5);
    }, 10);
    await clock.advance(30);
    expect(fired).toEqual(["first at 10", "nested at 15", "second at 20"]);
    expect([clock.now(), clock.pending]).toEqual([30, 0]);
  });

  it("settles promises before the next timer", async () => {
    const clock = new FakeClock();
    const order: string[] = [];
    clock.setTimeout(() => void Promise.resolve().then(() => order.push("promise")), 1);
    clock.setTimeout(() => order.push("timer"), 1);
    await clock.advance(1);
    expect(order).toEqual(["promise", "timer"]);
  });

  it("forgets what is cleared, and does not mind what it never set", async () => {
    const clock = new FakeClock();
    let fired = false;
    clock.clearTimeout(clock.setTimeout(() => (fired = true), 1));
    clock.clearTimeout(undefined);
    await clock.advance(1);
    expect(fired).toBe(false);
  });

  it("sleeps without firing, and then fires late", async () => {
    const clock = new FakeClock();
    let firedAt = 0;
    clock.setTimeout(() => (firedAt = clock.now()), 10);
    clock.sleep(100);
    await settled();
    expect(firedAt).toBe(0);
    await clock.advance(0);
    expect(firedAt).toBe(100);
  });
});

describe("MemoryLink", () => {
  it("plays a server for a session, connection by connection", async () => {
    const link = new MemoryLink("websocket");
    const heard: unknown[] = [];
    const opened = (): Session =>
      newSession(
        engineUrl("http://anywhere"),
        { transport: link.transport, clock: new FakeClock() },
        { received: (data) => heard.push(data) },
      );
    const [first, second] = [opened(), opened()];
    const [one, two] = [await link.accept(), await link.accept()];
    one.handshake({ sid: "one" });
    two.handshake({ sid: "two" });
    expect([first.handshake?.sid, second.handshake?.sid, first.transport.name]).toEqual(["one", "two", "websocket"]);
    one.message("to the first");
    expect(heard).toEqual(["to the first"]);
    void second.send("from the second");
    expect(await two.receive()).toEqual({ type: "message", data: "from the second" });
    expect(one.received).toEqual([]);
  });

  it("gives a connection that comes later to who waits for it", async () => {
    const link = new MemoryLink();
    const accepting = link.accept();
    newSession(engineUrl("http://anywhere"), { transport: link.transport, clock: new FakeClock() }, {});
    expect(await accepting).toBe(link.peers[0]);
  });
});
