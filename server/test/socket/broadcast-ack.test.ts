import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { BroadcastAck } from "../../src/broadcast-ack.ts";

it("a broadcast that is over keeps no answers for the sockets that still hold its handler", async () => {
  let told: WeakRef<unknown[]> | undefined;
  const { answer, fail } = acks((responses) => void (told = new WeakRef(responses)));
  answer("in time");
  fail();
  expect(told?.deref()).toEqual(["in time"]);
  // What a weak reference has handed out lives until the turn is over.
  await setImmediate();
  collectGarbage();
  expect(told?.deref()).toBeUndefined();
  answer("late");
});

function acks(done: (responses: unknown[]) => void) {
  const broadcast = new BroadcastAck(undefined, (_error, responses) => done(responses));
  return { answer: broadcast.answer, fail: () => broadcast.fail("over") };
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}
