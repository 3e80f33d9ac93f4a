import { once } from "node:events";
import type { EngineOptions } from "@upwire/server/engine";
import { MemoryAdapter } from "@upwire/server";
import { describe, expect, it } from "vitest";
import { runningServer } from "../socket/running-server.ts";
import { type RunningEngine, runningEngine } from "./running-engine.ts";

const fail = (): never => {
  throw new Error("no database");
};
const reject = (): Promise<never> => Promise.reject(new Error("no database"));

/** What `handler_error` says next. */
function nextReport(running: RunningEngine): Promise<unknown[]> {
  return new Promise((resolve) => running.engine.once("handler_error", (...report) => resolve(report)));
}

describe("a hook that fails is reported, and its request refused:", () => {
  const hooks: [string, string, number, EngineOptions][] = [
    ["allowRequest throws", "allowRequest", 403, { allowRequest: fail }],
    ["allowRequest rejects", "allowRequest", 403, { allowRequest: reject }],
    ["generateId throws", "generateId", 400, { generateId: fail }],
    ["generateId rejects", "generateId", 400, { generateId: reject }],
    ["an origin function throws", "cors", 403, { cors: { origin: fail } }],
    ["an origin function rejects", "cors", 403, { cors: { origin: reject } }],
    [
      "an origin function passes an error",
      "cors",
      403,
      { cors: { origin: (_o, decide) => decide(new Error("no database")) } },
    ],
    ["a cors function throws", "cors", 403, { cors: fail }],
    ["a cors function rejects", "cors", 403, { cors: reject }],
    ["a cors function passes an error", "cors", 403, { cors: (_request, decide) => decide(new Error("no database")) }],
  ];

  it.each(hooks)("%s", async (_what, hook, status, options) => {
    const running = await runningEngine(options);
    const headers = { origin: "https://good.example" };
    // Without a cors option, pages of other origins do not get as far as the hook.
    const asked = options.cors === undefined ? {} : headers;
    const polled = nextReport(running);
    expect((await running.ask("EIO=4&transport=polling", { headers: asked })).status).toBe(status);
    expect(await polled).toEqual([new Error("no database"), hook, undefined]);
    const upgraded = nextReport(running);
    expect(await running.webSocket("EIO=4", { headers: asked }).refusal()).toBe(hook === "cors" ? 403 : 400);
    await upgraded;
    expect(running.engine.counters.handlerErrors).toBe(2);
    expect(running.engine.clientsCount).toBe(0);
  });

  it.each([
    ["throws", fail],
    ["rejects", reject],
  ])("a middleware %s", async (_how, middleware) => {
    const running = await runningEngine();
    running.engine.use(middleware);
    const report = nextReport(running);
    expect((await running.ask("EIO=4&transport=polling")).status).toBe(400);
    expect(await report).toEqual([new Error("no database"), "middleware", undefined]);
  });

  it("a middleware rejects when it has passed on already, which changes nothing more", async () => {
    const running = await runningEngine();
    running.engine.use(async (_request, _response, next) => {
      next();
      await reject();
    });
    const report = nextReport(running);
    expect((await running.openPolling()).answer.status).toBe(200);
    expect(await report).toEqual([new Error("no database"), "middleware", undefined]);
  });

  it("but a middleware that passes an error on has refused and not failed", async () => {
    const running = await runningEngine();
    running.engine.use((_request, _response, next) => next(new Error("bad cookie")));
    expect((await running.ask("EIO=4&transport=polling")).status).toBe(400);
    expect(running.engine.counters.handlerErrors).toBe(0);
  });
});

describe("a header that no answer can have", () => {
  it.each([
    ["a line break in its value", "x-broken", "yes\r\nx-injected: yes"],
    ["a blank in its name", "x broken", "yes"],
    ["a list with one bad value", "x-broken", ["good", "bad\n"]],
    ["null", "x-broken", null],
    ["a boolean", "x-broken", true],
    ["an object", "x-broken", {}],
    ["a list with undefined in it", "x-broken", ["good", undefined]],
  ])("is left out and reported, and no request harmed by it: %s", async (_what, name, value) => {
    const running = await runningEngine();
    running.engine.on("headers", (headers) => void Object.assign(headers, { [name]: value, "x-good": "yes" }));
    const report = nextReport(running);
    const { answer } = await running.openPolling();
    expect(answer.headers).toMatchObject({ "x-good": "yes" });
    expect(answer.headers).not.toHaveProperty("x-broken");
    expect((await report)[1]).toBe("headers");
    const [response] = await once(running.webSocket("EIO=4").ws, "upgrade");
    expect(response.headers).toMatchObject({ "x-good": "yes" });
    expect(response.headers).not.toHaveProperty("x-broken");
  });
});

it("a header that is undefined is none, and nobody's failure", async () => {
  const running = await runningEngine();
  running.engine.on("headers", (headers, request) => {
    headers["x-request-id"] = request.headers["x-request-id"];
    headers["x-numbers"] = 1;
  });
  const { sid, answer } = await running.openPolling();
  expect(answer.headers).toMatchObject({ "x-numbers": "1" });
  expect(answer.headers).not.toHaveProperty("x-request-id");
  const [response] = await once(running.webSocket(`EIO=4&sid=${sid}`).ws, "upgrade");
  expect(response.headers).toMatchObject({ "x-numbers": "1" });
  expect(response.headers).not.toHaveProperty("x-request-id");
  expect(running.engine.counters.handlerErrors).toBe(0);
});

describe("a server tells of", () => {
  it("a listener of its engine that fails", async () => {
    const server = await runningServer();
    server.io.engine.on("connection", fail);
    const report = once(server.io, "handler_error");
    await server.pair();
    expect(await report).toEqual([new Error("no database"), { socket: undefined, event: "connection" }]);
  });

  it("a hook of its engine that fails", async () => {
    const server = await runningServer({ allowRequest: reject });
    const report = once(server.io, "handler_error");
    server.client();
    expect(await report).toEqual([new Error("no database"), { socket: undefined, event: "allowRequest" }]);
  });

  it("a cors function that fails for a file of the browser client", async () => {
    const server = await runningServer({ cors: reject });
    const report = once(server.io, "handler_error");
    await expect(fetch(`${server.url}/socket.io/socket.io.js`)).rejects.toThrow();
    expect(await report).toEqual([new Error("no database"), { socket: undefined, event: "serveClient" }]);
  });

  it("an adapter that rejects when a socket joins its own room", async () => {
    class Broken extends MemoryAdapter {
      override addAll(): Promise<never> {
        return reject();
      }
    }
    const server = await runningServer({ adapter: Broken });
    const report = once(server.io, "handler_error");
    const { client } = await server.pair();
    expect((await report)[1]).toMatchObject({ event: "join" });
    expect(client.connected).toBe(true);
  });
});
