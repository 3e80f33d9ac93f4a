import { describe, expect, it } from "vitest";
import { engineUrl } from "../../src/engine-url.ts";
import { newSession } from "../session/new-session.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { base64 } from "../../src/transports/base64.ts";
import { polling, type PollingOptions } from "../../src/transports/polling.ts";
import { eio3 } from "../../src/eio3.ts";

interface Request {
  readonly url: URL;
  readonly init: RequestInit;
  answer(body: BodyInit, headers?: HeadersInit): Promise<void>;
}

/** A `fetch` whose requests a test answers one by one. */
function manualFetch() {
  const requests: Request[] = [];
  const fetch = (url: RequestInfo | URL, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      // True because polling asks with an URL.
      requests.push({
        url: url as URL,
        init,
        answer: (body, headers) => (resolve(new Response(body, { headers: headers ?? {} })), settled()),
      });
    });
  return { fetch, requests, last: (): Request => requests.at(-1) ?? expect.unreachable("no request was made") };
}

function bodyOf({ body }: RequestInit): string {
  return typeof body === "string" ? body : expect.unreachable("the body is text");
}

const OPEN = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100}';

async function opened(options: PollingOptions = {}, open = OPEN) {
  const web = manualFetch();
  const messages: unknown[] = [];
  const session = newSession(
    engineUrl("wss://server", undefined, { room: "1" }),
    { transport: polling({ fetch: web.fetch, ...options }), clock: new FakeClock() },
    { received: (data) => messages.push(data) },
  );
  await settled();
  const first = web.last();
  await first.answer(open);
  return { ...web, session, messages, first };
}

describe("polling", () => {
  it("tells of each packet when its POST is over, though others wait", async () => {
    const { session, last } = await opened();
    const left: string[] = [];
    for (const name of ["first", "second"]) {
      void Promise.resolve(session.send(name)).then(() => left.push(name));
      await settled();
    }
    expect(bodyOf(last().init)).toBe("4first");
    await last().answer("ok");
    expect([left, bodyOf(last().init)]).toEqual([["first"], "4second"]);
    await last().answer("ok");
    expect(left).toEqual(["first", "second"]);
  });

  it("asks for the handshake, then polls with its sid", async () => {
    const { first, last } = await opened();
    expect(first.url.href).toMatch(/^https:\/\/server\/engine\.io\/\?room=1&EIO=4&transport=polling&t=\w+$/);
    expect(first.init).toMatchObject({
      method: "GET",
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
    });
    expect(last().url.searchParams.get("sid")).toBe("abc");
    expect(last().url.searchParams.get("t")).not.toBe(first.url.searchParams.get("t"));
  });

  it("has one poll and one POST in flight, and posts what gathered meanwhile together", async () => {
    const { session, requests, last } = await opened();
    void session.send("one");
    await settled();
    void session.send("two");
    void session.send("three");
    await settled();
    expect(requests.map(({ init }) => init.method)).toEqual(["GET", "GET", "POST"]);
    expect(last().init.body).toBe("4one");
    await last().answer("ok");
    expect(last().init.body).toBe("4two\x1e4three");
  });

  it("slices by the bytes of maxPayload, never less than one packet", async () => {
    const { session, requests, last } = await opened();
    void session.send("€".repeat(32));
    void session.send("😀");
    void session.send("x".repeat(200));
    void session.send(new Uint8Array(72));
    void session.send("y");
    void session.send("zz");
    await settled();
    for (let turn = 0; turn < 4; turn++) await last().answer("ok");
    const bodies = requests
      .filter(({ init }) => init.method === "POST")
      .map(({ init }) =>
        bodyOf(init)
          .split("\x1e")
          .map((packet) => packet.length),
      );
    // 98 bytes and no room for 6 more; 6 and no room for 202; 202 alone; 98 for the binary and no room for 3; the rest.
    expect(bodies).toEqual([[33], [3], [201], [97], [2, 3]]);
  });

  it("posts at most 10 000 packets at once", async () => {
    const { session, last } = await opened({}, OPEN.replace('"maxPayload":100', '"maxPayload":1000000'));
    for (let count = 0; count < 10_001; count++) void session.send("");
    await settled();
    expect(bodyOf(last().init).split("\x1e").length).toBe(10_000);
  });

  it("sends binary as base64 and reads a Blob without changing the order", async () => {
    const { session, last } = await opened();
    void session.send(new Blob(["hi"]));
    void session.send(new Uint8Array([1, 2, 3]).subarray(1));
    void session.send("text");
    await settled();
    await settled();
    expect(last().init.body).toBe("baGk=\x1ebAgM=\x1e4text");
  });

  it("delivers a body packet by packet and gives binary as an ArrayBuffer", async () => {
    const { last, messages } = await opened();
    await last().answer("4one\x1ebAQI=\x1e6\x1e4two");
    expect(messages).toEqual(["one", new Uint8Array([1, 2]).buffer, "two"]);
  });

  it("refuses a body of more packets than it may have", async () => {
    const { session, last, messages } = await opened({ maxPackets: 2 });
    await last().answer("4a\x1e4b");
    await last().answer("4c\x1e4d\x1e4e");
    expect([session.state, messages]).toEqual(["closed", ["a", "b"]]);
  });

  it("stops in the middle of a body when the application closes", async () => {
    const { session, last, messages } = await opened();
    await last().answer("4one\x1e1\x1e4two");
    expect([session.state, messages]).toEqual(["closed", ["one"]]);
  });

  it("aborts what is in flight when it closes", async () => {
    const { session, requests, last } = await opened();
    void session.close();
    await settled();
    expect(last().init.body).toBe("1");
    await last().answer("ok");
    expect(requests.map(({ init }) => init.signal?.aborted)).toEqual([false, true, false]);
    expect(session.state).toBe("closed");
  });

  it("ends when a POST is answered with HTML, since then nobody has read it", async () => {
    const { session, last } = await opened();
    void session.send("lost");
    await settled();
    await last().answer("<html>");
    expect(session.state).toBe("closed");
  });

  it("sends headers and credentials as asked", async () => {
    const { first } = await opened({
      extraHeaders: { Authorization: "Bearer x" },
      withCredentials: true,
      timestampParam: false,
    });
    expect(new Headers(first.init.headers).get("Authorization")).toBe("Bearer x");
    expect(first.init.credentials).toBe("include");
    expect(first.url.search).toBe("?room=1&EIO=4&transport=polling");
  });

  it("keeps cookies where the runtime keeps none, when asked to send them", async () => {
    const web = manualFetch();
    newSession(
      engineUrl("http://server"),
      { transport: polling({ fetch: web.fetch, withCredentials: true }), clock: new FakeClock() },
      {},
    );
    await settled();
    await web.last().answer(OPEN, [
      ["Set-Cookie", "node=a=1; Path=/; HttpOnly"],
      ["Set-Cookie", "other=2"],
      ["Set-Cookie", "broken"],
    ]);
    expect(new Headers(web.last().init.headers).get("Cookie")).toBe("node=a=1; other=2");
  });

  it("speaks Engine.IO 3, text and binary", async () => {
    const web = manualFetch();
    const messages: unknown[] = [];
    const clock = new FakeClock();
    const session = newSession(
      engineUrl("http://server"),
      { transport: polling({ fetch: web.fetch }), protocol: eio3, clock },
      { received: (data) => messages.push(data) },
    );
    await settled();
    const open = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":5000}';
    await web.last().answer(`${open.length}:${open}2:40`);
    expect(web.requests[0]?.url.searchParams.get("EIO")).toBe("3");
    const [poll] = web.requests.filter(({ init }) => init.method === "GET").slice(-1);
    await poll?.answer(new Uint8Array([0, 6, 255, 52, 104, 101, 108, 108, 111, 1, 5, 255, 4, 1, 2, 3, 4]), {
      "Content-Type": "application/octet-stream",
    });
    expect(messages).toEqual(["0", "hello", new Uint8Array([1, 2, 3, 4]).buffer]);
    await clock.advance(25_000);
    const ping = web.requests.find(({ init }) => init.method === "POST");
    expect(ping?.init.body).toBe("1:2");
    void session.send(new Uint8Array([7]));
    await ping?.answer("ok");
    expect(web.last().init.body).toEqual(new Uint8Array([1, 2, 255, 4, 7]));
    expect(new Headers(web.last().init.headers).get("Content-Type")).toBe("application/octet-stream");
  });
});

describe("base64", () => {
  it("asks for text both ways and sends it", async () => {
    const web = manualFetch();
    const session = newSession(
      engineUrl("http://server"),
      { transport: base64(polling({ fetch: web.fetch })), protocol: eio3, clock: new FakeClock() },
      {},
    );
    await settled();
    expect(web.last().url.searchParams.get("b64")).toBe("1");
    const open = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":5000}';
    await web.last().answer(`${open.length}:${open}`);
    void session.send(new Blob(["hi"]));
    await settled();
    await web.requests.find(({ init }) => init.method === "POST")?.answer("ok");
    await settled();
    expect(web.last().init.body).toBe("6:b4aGk=");
  });
});
