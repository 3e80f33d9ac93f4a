import { requests } from "./fake-page.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Exchange } from "../../src/page/exchange.ts";
import { TapState } from "../../src/page/tap-state.ts";

const POLLING = "https://page.example/socket.io/?EIO=4&transport=polling&sid=abc";

let tap: TapState;
/** Those that were held back and have gone out, in their order. */
let gone: string[];

beforeEach(() => {
  tap = new TapState();
  requests.length = 0;
  gone = [];
});

/** A POST of the page, and whether it is held back. */
function post(name: string): { readonly exchange: Exchange; readonly held: boolean } {
  const exchange = new Exchange(tap, POLLING, "POST", "same-origin", {});
  return { exchange, held: exchange.waits(1, () => gone.push(name)) };
}

/** By the next task all that waited for an answer has run. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

describe("a POST of the page", () => {
  it("goes out at once while others of the page are under way", () => {
    expect([post("one").held, post("two").held, post("three").held]).toEqual([false, false, false]);
  });

  it("waits only for a POST of a panel, which waits for those of the page before it", async () => {
    const [one, two] = [post("one"), post("two")];
    void tap.sessions.of("abc").send("out", ["4ours"]);
    const [three, four, five] = [post("three"), post("four"), post("five")];
    expect([three.held, four.held, five.held]).toEqual([true, true, true]);
    one.exchange.finish();
    await settled();
    expect(requests).toEqual([]);
    two.exchange.finish();
    await settled();
    expect(requests.map(({ body }) => body)).toEqual(["4ours"]);
    expect([post("six").held, gone]).toEqual([true, []]);
    five.exchange.finish();
    requests[0]?.answer(new Response("ok"));
    await settled();
    expect(gone).toEqual(["three", "four", "six"]);
    expect(post("seven").held).toBe(false);
  });

  it("lets a panel's POSTs go one by one", async () => {
    const session = tap.sessions.of("abc");
    const { exchange } = post("one");
    void session.send("out", ["4a"]);
    void session.send("out", ["4b"]);
    exchange.finish();
    await settled();
    expect(requests.map(({ body }) => body)).toEqual(["4a"]);
    requests[0]?.answer(new Response("ok"));
    await settled();
    expect(requests.map(({ body }) => body)).toEqual(["4a", "4b"]);
  });
});
