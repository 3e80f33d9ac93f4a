import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { polling } from "../../src/transports/polling.ts";
import { engineUrl } from "../../src/engine-url.ts";
import { newSession } from "../session/new-session.ts";
import { failure, type Failure } from "./closing.ts";
import { listening } from "./http-server.ts";

const HTML = "<!doctype html><title>Sign in</title>";

async function answering(status: number, body = "", headers: Record<string, string> = {}): Promise<Failure> {
  const server = await listening((_, response) => response.writeHead(status, headers).end(body));
  const outcome = await failure(server.url, { transport: polling() });
  await server.close();
  return outcome;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("polling says what to do when the server", () => {
  it.each([
    [400, '{"code":0,"message":"Transport unknown"}', "UNKNOWN_TRANSPORT", "option transports"],
    [400, '{"code":1,"message":"Session ID unknown"}', "UNKNOWN_SESSION", "sticky sessions"],
    [400, '{"code":3,"message":"Bad request"}', "BAD_REQUEST", '"Bad request"'],
    [400, '{"code":5,"message":"Unsupported protocol version"}', "UNSUPPORTED_PROTOCOL", "allowEIO3"],
    [400, '{"code":"__proto__"}', "BAD_REQUEST", "log"],
    [400, "null", "BAD_REQUEST", "log"],
    [401, HTML, "FORBIDDEN", "credentials"],
    [403, '{"code":4,"message":"Forbidden"}', "FORBIDDEN", "cors.origin"],
    [404, HTML, "NOT_FOUND", "/engine.io/"],
    [413, HTML, "TOO_LARGE", "maxHttpBufferSize"],
    [429, HTML, "BUSY", "later"],
    [500, HTML, "SERVER_ERROR", "log"],
    [502, HTML, "SERVER_ERROR", "proxy"],
    [503, HTML, "BUSY", "later"],
    [301, "", "REDIRECTED", "address"],
  ])("answers %i %s", async (status, body, code, advice) => {
    const { reason, error } = await answering(status, body, { Location: "http://127.0.0.1:9/" });
    expect(reason).toBe("transport error");
    expect(error).toMatchObject({ code, description: status, context: body, message: expect.stringContaining(advice) });
  });

  it.each([
    [204, "", "BAD_HANDSHAKE", "is this an Engine.IO server"],
    [200, "", "BAD_HANDSHAKE", "is this an Engine.IO server"],
    [200, HTML, "NOT_ENGINE_IO", "proxy"],
    [200, '97:0{"sid":"x"}2:40', "UNSUPPORTED_PROTOCOL", "eio3"],
    [200, "4hello", "BAD_HANDSHAKE", "is this an Engine.IO server"],
    [200, '0{"sid":1}', "BAD_HANDSHAKE", "is this an Engine.IO server"],
    [200, "b!!!!", "BAD_HANDSHAKE", "is this an Engine.IO server"],
  ])("answers %i with %s", async (status, body, code, advice) => {
    const { reason, error } = await answering(status, body);
    expect(reason).toBe("parse error");
    expect(error).toMatchObject({ code, message: expect.stringContaining(advice) });
  });

  it("sends what is no UTF-8", async () => {
    const server = await listening((_, response) => response.end(Buffer.from([0x30, 0xff])));
    const { reason, error } = await failure(server.url, { transport: polling() });
    expect(reason).toBe("parse error");
    expect(error).toMatchObject({ code: "BAD_HANDSHAKE", cause: expect.any(TypeError) });
    await server.close();
  });

  it("is not there", async () => {
    const closed = await listening();
    await closed.close();
    const { reason, error } = await failure(closed.url, { transport: polling() });
    expect(reason).toBe("transport error");
    expect(error).toMatchObject({
      code: "UNREACHABLE",
      message: `no answer from ${closed.url}: does the server run there?`,
      cause: expect.any(Error),
    });
  });

  it("redirects, which a browser shows without a status", async () => {
    const redirected = { transport: polling({ fetch: () => Promise.resolve(Response.error()) }) };
    const { reason, error } = await failure("https://api.example", redirected);
    expect(reason).toBe("transport error");
    expect(error).toMatchObject({
      code: "REDIRECTED",
      message: "https://api.example/engine.io/ answers 0: use the address it redirects to",
    });
  });

  it("may not be called from this origin", async () => {
    vi.stubGlobal("location", new URL("https://app.example/"));
    const blocked = { transport: polling({ fetch: () => Promise.reject(new TypeError("Failed to fetch")) }) };
    expect((await failure("https://api.example", blocked)).error?.message).toContain(
      "cors.origin and cors.credentials allow https://app.example",
    );
    expect((await failure("http://api.example", blocked)).error?.message).toContain("use https:");
  });

  it("cannot be reached without a network", async () => {
    vi.stubGlobal("navigator", { onLine: false });
    const blocked = { transport: polling({ fetch: () => Promise.reject(new TypeError("Failed to fetch")) }) };
    expect((await failure("https://api.example", blocked)).error?.code).toBe("OFFLINE");
  });

  it("breaks off in the middle of an answer", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0{"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // True because it listens on a port, not on a pipe.
    const { port } = server.address() as AddressInfo;
    expect((await failure(`http://127.0.0.1:${port}`, { transport: polling() })).error?.code).toBe("UNREACHABLE");
    server.close();
  });

  it("knows the session no more because a POST broke, which is what is told", async () => {
    let breakPost = (_: Error): void => {};
    let poll = 0;
    const fetch = async (_: unknown, { method }: RequestInit = {}): Promise<Response> => {
      if (method === "POST") return new Promise((_resolve, reject) => (breakPost = reject));
      if (poll++ === 0) return new Response('0{"sid":"abc","pingInterval":25000,"pingTimeout":20000}');
      return new Response('{"code":1,"message":"Session ID unknown"}', { status: 400 });
    };
    const closed = vi.fn();
    const session = newSession(
      engineUrl("http://server"),
      { transport: polling({ fetch }), clock: new FakeClock() },
      { opened: () => void session.send("hello"), ended: (_reason, error) => closed(error?.code) },
    );
    await settled();
    expect(closed).not.toHaveBeenCalled();
    breakPost(new TypeError("network error"));
    await settled();
    expect(closed).toHaveBeenCalledExactlyOnceWith("UNREACHABLE");
  });

  it("keeps silent longer than requestTimeout", async () => {
    const clock = new FakeClock();
    const fetch = (_: unknown, init?: RequestInit): Promise<Response> =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
    const failing = failure("http://server", { transport: polling({ fetch, requestTimeout: 1_000 }), clock });
    await clock.advance(1_000);
    expect((await failing).error).toMatchObject({ code: "TIMEOUT", message: expect.stringContaining("1000 ms") });
    await settled();
    expect(clock.pending).toBe(0);
  });
});

describe("Retry-After", () => {
  it("is handed on in milliseconds", async () => {
    expect((await answering(503, "", { "Retry-After": "7" })).error?.retryAfter).toBe(7_000);
  });

  it("is handed on when it is a date", async () => {
    const { error } = await answering(429, "", { "Retry-After": new Date(Date.now() + 60_000).toUTCString() });
    expect(error?.retryAfter).toBeGreaterThan(50_000);
    expect(error?.retryAfter).toBeLessThanOrEqual(60_000);
  });

  it.each(["soon", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])("is never negative or no number: %s", async (value) => {
    const retryAfter = (await answering(503, "", { "Retry-After": value })).error?.retryAfter;
    expect(retryAfter === undefined || retryAfter >= 0).toBe(true);
  });
});
