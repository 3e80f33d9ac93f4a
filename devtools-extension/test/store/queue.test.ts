import { expect, it } from "vitest";
import { Tape } from "./tape.ts";

it("keeps the newest samples of what waits in a client", () => {
  const tape = new Tape();
  tape.add({ kind: "client", client: "c1", realm: "window", url: "https://page.example/", tapped: true });
  for (let depth = 0; depth < 1000; depth++)
    tape.add({ kind: "inspection", client: "c1", event: { kind: "queue", at: tape.at, depth } });
  const queue = tape.store.clients[0]?.queue ?? [];
  expect(queue.at(-1)).toEqual({ at: tape.at, depth: 999 });
  expect(queue.length).toBeLessThanOrEqual(600);
  expect(queue.length).toBeGreaterThan(500);
});
