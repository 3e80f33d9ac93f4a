import { beforeEach, describe, expect, it } from "vitest";
import { Nudge } from "../../browsers/webkit/nudge.mjs";

let nudges: number[];
let hushes: number;
let nudge: Nudge;

beforeEach(() => {
  nudges = [];
  hushes = 0;
  nudge = new Nudge(
    ({ id }) => nudges.push(id),
    () => (hushes += 1),
  );
});

/** Playwright's command to the page, and what comes of it: the news that it was passed on, and the answer. */
const command = { id: 3, method: "Target.sendMessageToTarget", params: { message: '{"id":2,"method":"Page.enable"}' } };
const news = { result: {}, id: 3 };
const answer = { method: "Target.dispatchMessageFromTarget", params: { message: '{"result":{},"id":2}' } };

/** Takes in messages as they come in one piece, and tells which of them are Playwright's. */
async function come(...messages: Parameters<Nudge["came"]>[0][]): Promise<boolean[]> {
  const wanted = messages.map((message) => nudge.came(message));
  await Promise.resolve();
  return wanted;
}

describe("the nudge of WebKitGTK's inspector", () => {
  it("follows each piece that comes while an answer is due", async () => {
    nudge.sent(command);
    expect(await come({ id: 0 }, news)).toEqual([true, true]);
    expect(nudges).toHaveLength(1);
  });

  it("is not needed when nothing is due", async () => {
    nudge.sent(command);
    expect(await come(news, answer)).toEqual([true, true]);
    await come({ params: { message: '{"method":"Page.loadEventFired","params":{"id":2}}' } });
    expect(nudges).toEqual([]);
  });

  it("keeps its refusals from Playwright, and rests after one that has come alone", async () => {
    nudge.sent(command);
    await come(news);
    for (const unwanted of [1, 2]) {
      expect(await come({ id: nudges[0] ?? 0 })).toEqual([false]);
      expect({ nudges: nudges.length, hushes, unwanted }).toEqual({ nudges: 1, hushes: 1, unwanted });
    }
    // Until something else comes, or Playwright sends.
    await come({ params: { message: '{"method":"Page.frameNavigated","params":{}}' } });
    expect(nudges).toHaveLength(2);
  });
});
