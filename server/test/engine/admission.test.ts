import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ConnectionError, Engine } from "@upwire/server/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { UPGRADE_LINES } from "../upgrade-headers.ts";
import { readToEnd, type RunningEngine, runningEngine } from "./running-engine.ts";

const UNKNOWN_TRANSPORT = { code: 0, message: "Transport unknown" };
const UNKNOWN_SID = { code: 1, message: "Session ID unknown" };
const BAD_METHOD = { code: 2, message: "Bad handshake method" };
const BAD_REQUEST = { code: 3, message: "Bad request" };
const UNSUPPORTED = { code: 5, message: "Unsupported protocol version" };

function nextError(running: RunningEngine): Promise<ConnectionError> {
  return new Promise((resolve) => running.engine.once("connection_error", resolve));
}

describe("requests that break the protocol's rules", () => {
  it.each([
    ["no transport", "GET", "EIO=4", 400, UNKNOWN_TRANSPORT],
    ["an unknown transport", "GET", "EIO=4&transport=foo", 400, UNKNOWN_TRANSPORT],
    ["a transport named like an object's own", "GET", "EIO=4&transport=__proto__", 400, UNKNOWN_TRANSPORT],
    ["a transport named like a constructor", "GET", "EIO=4&transport=constructor", 400, UNKNOWN_TRANSPORT],
    ["a transport given twice", "GET", "EIO=4&transport=polling&transport=polling", 400, UNKNOWN_TRANSPORT],
    ["no version", "GET", "transport=polling", 400, UNSUPPORTED],
    ["version 3, which is off", "GET", "EIO=3&transport=polling", 400, UNSUPPORTED],
    ["a list of versions", "GET", "EIO=4,4&transport=polling", 400, UNSUPPORTED],
    ["a version with a leading zero", "GET", "EIO=04&transport=polling", 400, UNSUPPORTED],
    ["an unknown sid", "GET", "EIO=4&transport=polling&sid=nobody", 400, UNKNOWN_SID],
    ["a sid named like an object's own", "POST", "EIO=4&transport=polling&sid=__proto__", 400, UNKNOWN_SID],
    ["an empty sid", "GET", "EIO=4&transport=polling&sid=", 400, UNKNOWN_SID],
    ["a sid with line breaks", "GET", "EIO=4&transport=polling&sid=%0d%0aX:%00", 400, UNKNOWN_SID],
    ["a handshake by POST", "POST", "EIO=4&transport=polling", 400, BAD_METHOD],
    ["a PUT", "PUT", "EIO=4&transport=polling", 405, BAD_METHOD],
    ["a DELETE", "DELETE", "EIO=4&transport=polling", 405, BAD_METHOD],
    ["JSONP", "GET", "EIO=4&transport=polling&j=0", 400, BAD_REQUEST],
    ["a WebSocket that asks for no upgrade", "GET", "EIO=4&transport=websocket", 400, BAD_REQUEST],
  ])("are answered with a code in JSON: %s", async (_name, method, query, status, body) => {
    const running = await runningEngine();
    const error = nextError(running);
    const answer = await running.ask(query, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(answer.text)).toEqual(body);
    expect(await error).toMatchObject(body);
    expect(running.engine.clientsCount).toBe(0);
    expect(running.engine.counters.refused).toBe(1);
  });

  it("are those over a transport that is switched off, and nobody is told to change to it", async () => {
    const webSocketOnly = await runningEngine({ transports: ["websocket"] });
    const answer = await webSocketOnly.ask("EIO=4&transport=polling");
    expect([answer.status, JSON.parse(answer.text)]).toEqual([400, UNKNOWN_TRANSPORT]);
    expect((await webSocketOnly.openWebSocket()).open).toMatch(/^0\{/);
    const pollingOnly = await runningEngine({ transports: ["polling"] });
    expect(await pollingOnly.webSocket("EIO=4").refusal()).toBe(400);
    expect((await pollingOnly.openPolling()).answer.text).toContain('"upgrades":[]');
  });

  it("are answered in plain words where an upgrade was asked for", async () => {
    const running = await runningEngine();
    const text = await running.upgradeAnswer("EIO=4&transport=websocket&sid=nobody");
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain("Content-Type: text/html\r\n");
    expect(text).toMatch(/\r\n\r\nSession ID unknown$/);
  });

  it.each([
    ["another version", { "Sec-WebSocket-Version": "12" }],
    ["a bad key", { "Sec-WebSocket-Key": "short" }],
    ["another protocol", { Upgrade: "h2c" }],
  ])("are refused by the WebSocket handshake: %s", async (_name, headers) => {
    const running = await runningEngine();
    const error = nextError(running);
    expect(await running.upgradeAnswer("EIO=4&transport=websocket", headers)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await error).toMatchObject({ code: 3, context: { name: "TRANSPORT_HANDSHAKE_ERROR" } });
    expect(running.engine.clientsCount).toBe(0);
  });

  it("do not end the process when the connection is reset at once", async () => {
    const running = await runningEngine();
    const error = nextError(running);
    const socket = running.socket();
    socket.write(
      "GET /engine.io/?EIO=4&transport=nothing HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      () => socket.resetAndDestroy(),
    );
    await error;
    expect((await running.openPolling()).answer.status).toBe(200);
  });

  it("report what was wrong to connection_error", async () => {
    const running = await runningEngine();
    const error = nextError(running);
    await running.ask("EIO=4&transport=foo");
    const { req, code, message, context } = await error;
    expect(req.url).toBe("/engine.io/?EIO=4&transport=foo");
    expect({ code, message, context }).toEqual({ ...UNKNOWN_TRANSPORT, context: { transport: "foo" } });
  });
});

describe("the log", () => {
  it("keeps of a refusal what is short and no secret", async () => {
    const details: object[] = [];
    const logger = { debug: (detail: object) => void details.push(detail), warn() {}, error() {} };
    const running = await runningEngine({ logger, cors: { origin: false } });
    await running.ask("EIO=4&transport=polling&sid=of-another-node");
    await running.ask(`EIO=4&transport=${"x".repeat(1_000)}`);
    await running.ask("EIO=4&transport=polling", { headers: { origin: `https://${"y".repeat(1_000)}.example` } });
    running.engine.use((_request, _response, next) => next(new Error("bad cookie")));
    await running.ask("EIO=4&transport=polling");
    expect(details).toEqual([
      { code: 1 },
      { code: 0, transport: "x".repeat(100) },
      { code: 4, name: "INVALID_ORIGIN", origin: `https://${"y".repeat(92)}` },
      { code: 3, name: "MIDDLEWARE_FAILURE", err: new Error("bad cookie") },
    ]);
  });
});

describe("the origin check", () => {
  const evil = [
    ["another one", "https://evil.example"],
    ["null", "null"],
    ["no URL", "http://["],
    ["one that starts with a good one", "https://good.example.evil.com"],
    ["one that ends with a good one", "https://evilgood.example"],
    ["one of 10 KB", `https://${"a".repeat(10_000)}.example`],
  ] as const;

  it.each(evil)("refuses %s over polling and WebSocket alike", async (_name, origin) => {
    const running = await runningEngine({ cors: { origin: ["https://good.example", /\.good\.example$/] } });
    const answer = await running.ask("EIO=4&transport=polling", { headers: { origin } });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 4, message: expect.stringContaining("cors.origin") });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    expect(await running.webSocket("EIO=4", { headers: { origin } }).refusal()).toBe(403);
    expect(running.engine.clientsCount).toBe(0);
  });

  it.each([
    ["an exact one", "https://good.example"],
    ["one with a slash and the default port", "https://good.example:443/"],
    ["a pattern", /^https:\/\/good\./g],
    ["one of several", [/^nothing$/, "https://good.example"]],
    [
      "a function",
      (_origin: string | undefined, decide: (error: Error | null, allowed?: boolean) => void) =>
        void setImmediate(() => decide(null, true)),
    ],
    ["any", true],
    ["a star", "*"],
  ])("lets in what is allowed as %s, over polling and WebSocket alike", async (_name, origin) => {
    const running = await runningEngine({ cors: { origin } });
    const headers = { origin: "https://good.example" };
    for (const _twice of [1, 2]) {
      const { answer } = await running.openPolling("EIO=4", headers);
      expect(answer.headers["access-control-allow-origin"]).toBe(origin === "*" ? "*" : "https://good.example");
    }
    const { open } = await running.openWebSocket("EIO=4", { headers });
    expect(open).toMatch(/^0\{/);
  });

  it("lets in the server's own origin, with the default port written or not", async () => {
    const running = await runningEngine();
    const own = { host: "app.example:80", origin: "http://app.example" };
    expect((await running.ask("EIO=4&transport=polling", { headers: own })).status).toBe(200);
    const { open } = await running.openWebSocket("EIO=4", { headers: { origin: `http://127.0.0.1:${running.port}` } });
    expect(open).toMatch(/^0\{/);
  });

  it("refuses a request without an Origin that the browser calls cross-site", async () => {
    const running = await runningEngine();
    expect((await running.ask("EIO=4&transport=polling", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(
      403,
    );
    expect(
      (await running.ask("EIO=4&transport=polling", { headers: { "sec-fetch-site": "same-origin" } })).status,
    ).toBe(200);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["fails", (_origin: unknown, decide: (error: Error) => void) => decide(new Error("no database"))],
  ])("refuses when the origin function %s", async (_name, origin) => {
    const running = await runningEngine({ cors: { origin } });
    expect((await running.ask("EIO=4&transport=polling", { headers: { origin: "https://good.example" } })).status).toBe(
      403,
    );
  });

  it("binds a session to the origin it was opened from", async () => {
    const running = await runningEngine({ cors: { origin: true } });
    const { sid, session } = await running.openPolling("EIO=4", { origin: "https://good.example" });
    const thief = { origin: "https://thief.example" };
    expect((await running.poll(sid, thief)).status).toBe(403);
    expect((await running.post(sid, "4stolen", thief)).status).toBe(403);
    expect(await running.webSocket(`EIO=4&sid=${sid}`, { headers: thief }).refusal()).toBe(403);
    expect(session.readyState).toBe("open");
    session.send("still here");
    expect((await running.poll(sid, { origin: "https://good.example" })).text).toBe("4still here");
  });

  it("binds a session that was opened without an Origin to the first that is named, as behind a proxy with another host", async () => {
    const running = await runningEngine({ cors: { origin: true } });
    const { sid } = await running.openPolling();
    const app = { origin: "https://app.example" };
    expect((await running.post(sid, "4hello", app)).status).toBe(200);
    expect((await running.post(sid, "4stolen", { origin: "https://thief.example" })).status).toBe(403);
    expect(
      await running.webSocket(`EIO=4&sid=${sid}`, { headers: { origin: "https://thief.example" } }).refusal(),
    ).toBe(403);
    expect((await running.post(sid, "4again", app)).status).toBe(200);
  });

  it("answers a preflight with what is allowed and opens nothing", async () => {
    const running = await runningEngine({ cors: { origin: "https://good.example", credentials: true, maxAge: 600 } });
    const preflight = (origin: string) =>
      running.ask("EIO=4&transport=polling", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-headers": "x-token, content-type" },
      });
    const good = await preflight("https://good.example");
    expect(good.status).toBe(204);
    expect(good.headers).toMatchObject({
      "access-control-allow-origin": "https://good.example",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "x-token, content-type",
      "access-control-max-age": "600",
      vary: "Origin",
    });
    const bad = await preflight("https://evil.example");
    expect(bad.status).toBe(204);
    expect(bad.headers["access-control-allow-origin"]).toBeUndefined();
    expect(running.engine.clientsCount).toBe(0);
  });

  it("says which methods, headers and answers' headers its option names", async () => {
    const cors = {
      origin: "https://good.example",
      methods: ["GET", "POST", "OPTIONS"],
      allowedHeaders: "x-token",
      exposedHeaders: ["x-one", "x-two"],
    };
    const running = await runningEngine({ cors });
    const headers = { origin: "https://good.example", "access-control-request-headers": "x-other" };
    const preflight = await running.ask("EIO=4&transport=polling", { method: "OPTIONS", headers });
    expect(preflight.headers).toMatchObject({
      "access-control-allow-methods": "GET,POST,OPTIONS",
      "access-control-allow-headers": "x-token",
      "access-control-expose-headers": "x-one,x-two",
    });
    const { answer } = await running.openPolling("EIO=4", { origin: "https://good.example" });
    expect(answer.headers["access-control-expose-headers"]).toBe("x-one,x-two");
  });

  it("warns that a star and credentials exclude each other", async () => {
    const running = await runningEngine({ cors: { origin: "*", credentials: true } });
    expect(running.logs).toEqual([expect.stringContaining("credentials")]);
  });
});

describe("allowRequest", () => {
  it("decides over polling and WebSocket alike, once per session", async () => {
    const asked: (string | undefined)[] = [];
    const running = await runningEngine({
      allowRequest(request, decide) {
        asked.push(request.url);
        decide(null, true);
      },
    });
    const { sid } = await running.openPolling();
    await running.post(sid, "4hello");
    await running.openWebSocket();
    expect(asked).toEqual(["/engine.io/?EIO=4&transport=polling", "/engine.io/?EIO=4&transport=websocket"]);
  });

  it("refuses with 403 and its own message", async () => {
    const running = await runningEngine({ allowRequest: (_request, decide) => decide("Thou shall not pass", false) });
    const answer = await running.ask("EIO=4&transport=polling");
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toEqual({ code: 4, message: "Thou shall not pass" });
    expect(await running.upgradeAnswer("EIO=4&transport=websocket")).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*Thou shall not pass$/,
    );
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no database"))],
  ])("refuses when it %s", async (_name, allowRequest) => {
    const running = await runningEngine({ allowRequest });
    const answer = await running.ask("EIO=4&transport=polling");
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toEqual({ code: 4, message: "Forbidden" });
    expect(await running.webSocket("EIO=4").refusal()).toBe(400);
  });

  it("is given up with 504 when it never decides", async () => {
    const running = await runningEngine({ allowRequest: () => {}, admissionTimeout: 30 });
    expect((await running.ask("EIO=4&transport=polling")).status).toBe(504);
    expect(await running.webSocket("EIO=4").refusal()).toBe(504);
  });

  it("opens nothing for a client that has left meanwhile", async () => {
    let decide = (_refusal: null, _allowed: boolean): void => {};
    const running = await runningEngine({ allowRequest: (_request, callback) => void (decide = callback) });
    for (const headers of ["", UPGRADE_LINES]) {
      const socket = running.socket();
      const accepted = once(running.http, "connection");
      const arrived = once(running.http, headers === "" ? "request" : "upgrade");
      socket.write(
        `GET /engine.io/?EIO=4&transport=${headers === "" ? "polling" : "websocket"} HTTP/1.1\r\nHost: 127.0.0.1:${running.port}\r\n${headers}\r\n`,
      );
      const [[serverSide]] = await Promise.all([accepted, arrived]);
      // A stream that nobody reads would not notice the reset.
      serverSide.resume();
      const left = new Promise((resolve) => serverSide.on("close", resolve));
      socket.resetAndDestroy();
      await left;
      decide(null, true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(running.engine.clientsCount).toBe(0);
  });

  it("may leave something on the request, which the session keeps", async () => {
    const running = await runningEngine({
      allowRequest(request, decide) {
        Object.assign(request, { user: "ada" });
        decide(null, true);
      },
    });
    const { session } = await running.openPolling();
    expect(session.request).toMatchObject({ user: "ada" });
  });
});

describe("middlewares", () => {
  it("see polls, posts, WebSockets and upgrades, and set headers on all of them", async () => {
    const running = await runningEngine();
    const seen: string[] = [];
    running.engine.use((request, response, next) => {
      seen.push(`${request.method} ${new URL(request.url ?? "", "http://a").searchParams.get("transport")}`);
      response.setHeader("x-seen", "yes");
      next();
    });
    const { sid, answer } = await running.openPolling();
    expect(answer.headers["x-seen"]).toBe("yes");
    expect((await running.post(sid, "4a")).headers["x-seen"]).toBe("yes");
    const probe = running.webSocket(`EIO=4&sid=${sid}`);
    const [response] = await once(probe.ws, "upgrade");
    expect(response.headers["x-seen"]).toBe("yes");
    expect(seen).toEqual(["GET polling", "POST polling", "GET websocket"]);
  });

  it.each([
    [
      "passes an error on",
      (_request: unknown, _response: unknown, next: (error: Error) => void) => next(new Error("bad cookie")),
    ],
    [
      "throws",
      () => {
        throw new Error("bad cookie");
      },
    ],
    ["rejects", () => Promise.reject(new Error("bad cookie"))],
  ])("refuse when one %s", async (_name, middleware) => {
    const running = await runningEngine();
    running.engine.use(middleware);
    const error = nextError(running);
    const answer = await running.ask("EIO=4&transport=polling");
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual(BAD_REQUEST);
    expect(await error).toMatchObject({ context: { name: "MIDDLEWARE_FAILURE" } });
    expect(await running.webSocket("EIO=4").refusal()).toBe(400);
  });

  it("may answer by themselves, an upgrade request too", async () => {
    const running = await runningEngine();
    running.engine.use(
      (_request, response) => void response.writeHead(401, { "www-authenticate": "Basic" }).end("who are you?"),
    );
    const answer = await running.ask("EIO=4&transport=polling");
    expect([answer.status, answer.text]).toEqual([401, "who are you?"]);
    const text = await running.upgradeAnswer("EIO=4&transport=websocket");
    expect(text).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(text).toContain("who are you?");
    expect(running.engine.clientsCount).toBe(0);
  });
});

describe("ids, cookies and headers", () => {
  it("gives ids of 20 base64url characters that do not repeat", async () => {
    const running = await runningEngine();
    const ids = new Set<string>();
    for (let count = 0; count < 300; count++) ids.add((await running.openPolling()).sid);
    expect(ids.size).toBe(300);
    for (const id of ids) expect(id).toMatch(/^[\w-]{20}$/);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no ids left");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no ids left"))],
    ["repeats itself", () => "taken"],
  ])("refuses with code 3 when generateId %s", async (_name, generateId) => {
    const running = await runningEngine({ generateId });
    await running.ask("EIO=4&transport=polling");
    const error = nextError(running);
    expect((await running.ask("EIO=4&transport=polling")).status).toBe(400);
    expect(await error).toMatchObject({ code: 3, context: { name: "ID_GENERATION_ERROR" } });
  });

  it("takes ids that are made asynchronously", async () => {
    const running = await runningEngine({ generateId: () => Promise.resolve("my-own") });
    const { sid, answer } = await running.openPolling();
    expect(sid).toBe("my-own");
    expect(answer.text).toContain('"sid":"my-own"');
  });

  it("sets the cookie with the polling handshake and at no other time", async () => {
    const running = await runningEngine({ cookie: { name: "lb", secure: true, maxAge: 60 } });
    const { sid, answer } = await running.openPolling();
    expect(answer.headers["set-cookie"]).toEqual([`lb=${sid}; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax`]);
    expect((await running.post(sid, "4a")).headers["set-cookie"]).toBeUndefined();
  });

  it("lets initial_headers and headers add to what goes out", async () => {
    const running = await runningEngine();
    running.engine.on("initial_headers", (headers) => void (headers["x-first"] = "1"));
    running.engine.on("headers", (headers) => void (headers["x-each"] = "2"));
    const { sid, answer } = await running.openPolling();
    expect(answer.headers).toMatchObject({ "x-first": "1", "x-each": "2" });
    const second = await running.post(sid, "4a");
    expect(second.headers["x-first"]).toBeUndefined();
    expect(second.headers["x-each"]).toBe("2");
    const [response] = await once(running.webSocket("EIO=4").ws, "upgrade");
    expect(response.headers).toMatchObject({ "x-first": "1", "x-each": "2" });
  });

  it("keeps of the request what a handler may ask for later", async () => {
    const running = await runningEngine();
    const { session } = await running.openWebSocket("EIO=4&token=a%20b", { headers: { cookie: "a=1", "x-many": "1" } });
    const { snapshot, request } = session;
    expect(snapshot).toMatchObject({
      method: "GET",
      url: "/engine.io/?EIO=4&token=a%20b&transport=websocket",
      secure: false,
      xdomain: false,
    });
    expect(snapshot.headers).toMatchObject({ host: `127.0.0.1:${running.port}`, cookie: "a=1", upgrade: "websocket" });
    expect(Math.abs(Date.now() - snapshot.issued)).toBeLessThan(5_000);
    const own = { origin: `http://127.0.0.1:${running.port}` };
    expect((await running.openPolling("EIO=4", own)).session.snapshot.xdomain).toBe(true);
    expect(request.headers["x-many"]).toBe("1");
    expect(request.url).toBe(snapshot.url);
    expect(session.remoteAddress).toBe("127.0.0.1");
    expect(request.socket.remoteAddress).toBe("127.0.0.1");
  });
});

it("a session reads the headers of its request as node:http does", async () => {
  const running = await runningEngine();
  let headers: unknown;
  running.http.on("upgrade", (request) => (headers = { ...request.headers }));
  const repeated = [
    "Cookie: a=1",
    "Cookie: b=2",
    "X-Many: 1",
    "x-many: 2",
    "User-Agent: first",
    "User-Agent: second",
    "Set-Cookie: c=3",
    "Set-Cookie: d=4",
    "Referer: http://a/",
    "Referer: http://b/",
    "X-Latin: \u00e9",
  ];
  const socket = running.socket();
  const path = "/engine.io/?EIO=4&transport=websocket";
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: a\r\n${repeated.map((line) => `${line}\r\n`).join("")}${UPGRADE_LINES}\r\n`,
    "latin1",
  );
  const { snapshot } = await running.session();
  // All but the key, which is of no use any more and different for each.
  expect({ "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", ...snapshot.headers }).toEqual(headers);
});

describe("attach", () => {
  it("takes the URLs below its path and leaves the others to who listened before", async () => {
    const server = createServer((_request, response) => response.end("the application"));
    const engine = new Engine().attach(server, { path: "/live" });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      engine.close();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    expect(await get("/live/?EIO=4&transport=polling")).toMatch(/^0\{/);
    for (const path of ["/", "/livestock/?EIO=4&transport=polling", "/Live/?EIO=4&transport=polling"])
      expect(await get(path)).toBe("the application");
    engine.close();
    expect(await get("/live/?EIO=4&transport=polling")).toBe("the application");
  });

  it("answers 404 where nobody else listens", async () => {
    const running = await runningEngine({}, { path: "/live" });
    expect((await running.ask("/elsewhere")).status).toBe(404);
    expect((await running.ask("//live//?EIO=4&transport=polling")).status).toBe(404);
    expect((await running.ask("/live?EIO=4&transport=polling")).status).toBe(404);
  });

  it("does without the trailing slash when told to", async () => {
    const running = await runningEngine({}, { path: "/live", addTrailingSlash: false });
    expect((await running.ask("/live?EIO=4&transport=polling")).status).toBe(200);
    expect((await running.ask("/lively?EIO=4&transport=polling")).status).toBe(404);
  });

  it("ends an upgrade to another path that nobody takes, also when it is reset", async () => {
    const running = await runningEngine({}, { destroyUpgradeTimeout: 20 });
    const upgrade = "GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    const first = running.socket();
    first.write(upgrade);
    expect(await readToEnd(first)).toBe("");
    const second = running.socket();
    second.write(upgrade);
    await once(running.http, "upgrade");
    second.resetAndDestroy();
    expect((await running.openPolling()).answer.status).toBe(200);
  });

  it("keeps nothing of an upgrade that nobody takes, though nobody reads what comes behind it", async () => {
    const running = await runningEngine({}, { destroyUpgradeTimeout: 20 });
    const upgraded = once(running.http, "upgrade");
    const socket = running.socket();
    socket.write("GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    const [, serverSide] = await upgraded;
    const closed = new Promise((resolve) => serverSide.on("close", resolve));
    socket.end("more");
    await closed;
  });

  it("leaves upgrades to other paths alone where destroyUpgrade is off", async () => {
    const running = await runningEngine({}, { destroyUpgrade: false, destroyUpgradeTimeout: 1 });
    let answer = (): void => expect.unreachable();
    running.http.on("upgrade", (_request, socket) => {
      answer = () => void socket.end("HTTP/1.1 418 I'm a teapot\r\n\r\n");
    });
    const socket = running.socket();
    socket.write("GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(running.http, "upgrade");
    // Timers of one length run in the order they were set, so one that would end the connection has run before this one.
    await new Promise((resolve) => setTimeout(resolve, 1));
    const text = readToEnd(socket);
    answer();
    expect(await text).toContain("418");
  });

  it.each([true, false])(
    "survives the reset of an upgrade that nobody has answered (destroyUpgrade: %s)",
    async (destroyUpgrade) => {
      const running = await runningEngine({}, { destroyUpgrade });
      const upgraded = once(running.http, "upgrade");
      const socket = running.socket();
      socket.write("GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      const [, serverSide] = await upgraded;
      const closed = new Promise((resolve) => serverSide.on("close", resolve));
      socket.resetAndDestroy();
      await closed;
      expect((await running.openPolling()).answer.status).toBe(200);
    },
  );

  it("listens on a port of its own, and lets go of it when it closes", async () => {
    const engine = new Engine().listen(0, { path: "/live" });
    onTestFinished(() => void engine.close());
    const { httpServer } = engine;
    if (httpServer === undefined) return expect.unreachable();
    await once(httpServer, "listening");
    const { port } = httpServer.address() as AddressInfo;
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect(await (await get("/live/?EIO=4&transport=polling")).text()).toMatch(/^0\{/);
    expect((await get("/elsewhere")).status).toBe(404);
    engine.close();
    await once(httpServer, "close");
    expect(engine.clientsCount).toBe(0);
  });

  it("refuses with 503 after close", async () => {
    const running = await runningEngine();
    running.http.removeAllListeners("request");
    running.http.on("request", (request, response) => running.engine.handleRequest(request, response));
    running.engine.close();
    expect((await running.ask("EIO=4&transport=polling")).status).toBe(503);
  });
});
