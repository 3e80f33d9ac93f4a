import { expect, it, vi } from "vitest";
import { InlineSource } from "../../src/shells/inline/inline-source.ts";

it("ends the faults and stops the tap before it lets go of the page", () => {
  const { port1, port2 } = new MessageChannel();
  const done: unknown[] = [];
  vi.spyOn(port1, "postMessage").mockImplementation((piece: unknown) => void done.push(piece));
  vi.spyOn(port1, "close").mockImplementation(() => void done.push("closed"));
  const unsubscribe = new InlineSource(() => port1).subscribe(() => {});
  done.length = 0;
  unsubscribe();
  port2.close();
  expect(done).toEqual(['>{"is":"command","id":0,"command":{"do":"faults"}}', '>{"is":"stop"}', "closed"]);
});
