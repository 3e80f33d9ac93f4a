import { createServer } from "node:http";
import { expect } from "@playwright/test";
import { listen } from "../../fixtures/listen.ts";
import { test } from "../../fixtures/tap/test.ts";

/** What a script can find out about the wrapped globals; told as text, to be compared with what the native ones tell. */
function describeGlobals(): string[] {
  const told: string[] = [];
  const tell = (name: string, value: unknown): void => void told.push(`${name}: ${String(value)}`);
  const attributes = (owner: object, name: PropertyKey): string => {
    const found = Object.getOwnPropertyDescriptor(owner, name) ?? {};
    return JSON.stringify({ ...found, value: typeof found.value, get: typeof found.get });
  };
  const describe = (name: string, value: unknown): void => {
    if (typeof value !== "function") return tell(name, typeof value);
    tell(`${name} source`, Function.prototype.toString.call(value));
    tell(`${name} own source`, value.toString());
    tell(`${name} name and length`, `${value.name} ${value.length}`);
    // Sorted, since one engine adds some of them when they are first asked for.
    const keys = Reflect.ownKeys(value).map(String).toSorted();
    tell(`${name} keys`, keys.join());
    for (const key of keys) tell(`${name}.${key}`, attributes(value, key));
    tell(`${name} parent`, Object.getPrototypeOf(value) === Function.prototype);
    tell(`${name} tag`, Object.prototype.toString.call(value));
  };
  const owners: [string, object][] = [["window", globalThis]];
  const constructors = ["WebSocket", "XMLHttpRequest", "EventSource", "Worker", "SharedWorker", "WebTransport"];
  constructors.push("ReadableStreamDefaultReader", "ReadableStreamBYOBReader", "WritableStreamDefaultWriter");
  constructors.push("ReadableStream", "WritableStream", "WebTransportBidirectionalStream");
  for (const name of constructors) {
    const value: unknown = Reflect.get(globalThis, name);
    describe(name, value);
    tell(`window.${name}`, attributes(globalThis, name));
    if (typeof value !== "function") continue;
    const { prototype } = value;
    owners.push([name, prototype]);
    tell(`${name}.prototype.constructor`, prototype.constructor === value);
    tell(`${name} is its own realm's`, prototype instanceof EventTarget);
    tell(`${name} keys of prototype`, Reflect.ownKeys(prototype).map(String).join());
    tell(
      `${name} without new`,
      thrown(() => value("ws://127.0.0.1:1")),
    );
    tell(`${name} without arguments`, name === "XMLHttpRequest" ? "" : thrown(() => Reflect.construct(value, [])));
  }
  owners.push(["Function", Function.prototype], ["HTMLFormElement", HTMLFormElement.prototype]);
  const known = ["send", "close", "open", "abort", "toString", "createBidirectionalStream", "submit"];
  known.push("getReader", "getWriter", "read", "write", "pipeTo", "pipeThrough", "values", "tee");
  for (const [name, owner] of owners) {
    const methods = name === "window" ? ["fetch"] : known;
    for (const method of methods) {
      if (!Object.hasOwn(owner, method)) continue;
      tell(`${name}.${method}`, attributes(owner, method));
      const value: unknown = Reflect.get(owner, method);
      describe(`${name}.${method}`, value);
      if (typeof value !== "function") continue;
      // Some engines print the source of what is no constructor.
      tell(`new ${name}.${method}`, thrown(() => Reflect.construct(value, [])).split(":")[0]);
      tell(`${name}.${method} of nothing`, method === "fetch" ? "" : thrown(() => Reflect.apply(value, {}, [])));
    }
  }
  const iterates: unknown = Reflect.get(ReadableStream.prototype, Symbol.asyncIterator);
  tell("iterating is values", iterates === Reflect.get(ReadableStream.prototype, "values"));
  tell("iterating", attributes(ReadableStream.prototype, Symbol.asyncIterator));
  const source = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "src");
  tell("src", attributes(HTMLScriptElement.prototype, "src"));
  describe("src to read", Reflect.get(source ?? {}, "get"));
  describe("src to write", Reflect.get(source ?? {}, "set"));
  tell(
    "src of nothing",
    thrown(() => source?.set?.call({}, "x")),
  );
  return told;

  function thrown(run: () => unknown): string {
    try {
      return `gives ${typeof run()}`;
    } catch (error) {
      return String(error);
    }
  }
}

/** How sockets and requests behave that never get anywhere; the same things again are told of the native ones. */
async function describeBehaviour(closedPort: number): Promise<string[]> {
  const told: string[] = [];
  const attempt = (name: string, run: () => unknown): void => {
    try {
      told.push(`${name}: ${String(run())}`);
    } catch (error) {
      told.push(`${name}: ${error instanceof DOMException ? "DOMException " : ""}${String(error)}`);
    }
  };
  class Mine extends WebSocket {
    readonly extra = "mine";
    override close(): void {
      super.close();
    }
  }
  const refused = `ws://127.0.0.1:${closedPort}/?EIO=4&transport=websocket`;
  for (const url of [refused, `ws://127.0.0.1:${closedPort}/plain`]) {
    const socket = new WebSocket(url);
    attempt("class", () => [socket instanceof WebSocket, socket.constructor === WebSocket, Object.keys(socket).length]);
    attempt("state", () => [socket.readyState, socket.url, socket.protocol, socket.binaryType, socket.bufferedAmount]);
    attempt("send too early", () => socket.send("x"));
    attempt("send nothing", () => Reflect.apply(Reflect.get(socket, "send"), socket, []));
    attempt("close with a bad code", () => socket.close(1));
    attempt("properties", () => [socket.send === WebSocket.prototype.send, Object.hasOwn(socket, "send")]);
    const events: string[] = [];
    const ended = new Promise<void>((resolve) => {
      socket.addEventListener("error", ({ type, isTrusted }) => events.push(`${type} ${isTrusted}`));
      socket.addEventListener("close", (event) => {
        events.push(`close ${event.code} ${event.wasClean} ${event.reason} ${event.isTrusted}`);
        resolve();
      });
    });
    await ended;
    attempt("events", () => events);
    attempt("send too late", () => [socket.send("x"), socket.bufferedAmount]);
    const mine = new Mine(url);
    attempt("subclass", () => [
      mine instanceof Mine,
      mine instanceof WebSocket,
      Object.getPrototypeOf(mine) === Mine.prototype,
      mine.extra,
      Object.prototype.toString.call(mine),
    ]);
    mine.close();
    attempt("new.target", () => Reflect.construct(WebSocket, [url], Mine) instanceof Mine);
  }
  attempt("bad address", () => new WebSocket("not an address:"));
  attempt("bad protocol", () => new WebSocket(refused, "bad protocol"));
  attempt("protocols twice", () => new WebSocket(refused, ["a", "a"]));
  for (const query of ["EIO=4&transport=polling", "plain"]) {
    const xhr = new XMLHttpRequest();
    attempt("send before open", () => xhr.send());
    attempt("open badly", () => xhr.open("GET", "http://"));
    attempt("open with a bad method", () => xhr.open("B A D", "/"));
    xhr.open("POST", `/missing?${query}`);
    const events: string[] = [];
    const note = ({ type, isTrusted }: Event): void => void events.push(`${type} ${xhr.readyState} ${isTrusted}`);
    for (const type of ["readystatechange", "loadstart", "load", "loadend", "error", "abort"])
      xhr.addEventListener(type, note);
    for (const type of ["loadstart", "progress", "load", "loadend"])
      xhr.upload.addEventListener(type, (event) => events.push(`upload ${event.type}`));
    xhr.onload = note;
    const loaded = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
    xhr.send("the body");
    attempt("send twice", () => xhr.send());
    await loaded;
    attempt("xhr", () => [xhr.status, xhr.responseText, xhr.responseURL.split("/").at(-1), Object.keys(xhr).length]);
    attempt("xhr events", () => events.filter((event, at) => event !== events[at - 1]));
    const gone = new XMLHttpRequest();
    gone.open("GET", `/missing?${query}`);
    gone.send();
    gone.abort();
    attempt("aborted", () => [gone.readyState, gone.status]);
    const calm = new XMLHttpRequest();
    calm.open("GET", `/missing?${query}`, false);
    calm.send();
    attempt("synchronous", () => [calm.status, calm.responseText]);

    const answer = await fetch(`/missing?${query}`, { method: "POST", body: "the body" });
    attempt("fetch", () => [
      answer.status,
      answer.ok,
      answer.redirected,
      answer.type,
      answer.url.split("/").at(-1),
      answer.bodyUsed,
    ]);
    attempt("headers", () => answer.headers.get("content-length"));
    const reader = answer.body?.getReader();
    attempt("stream", () => [answer.body?.locked, answer.bodyUsed]);
    const piece = await reader?.read();
    attempt("piece", () => new TextDecoder().decode(piece?.value));
    const controller = new AbortController();
    const aborted = fetch(new Request(`/missing?${query}`, { signal: controller.signal }));
    attempt("promise", () => [aborted instanceof Promise, aborted.constructor === Promise]);
    controller.abort();
    attempt("abort", String.bind(undefined, await aborted.catch((error: unknown) => error)));
    const bad = fetch(`http://127.0.0.1:${closedPort}/?${query}`);
    attempt(
      "no server",
      String.bind(undefined, await bad.catch((error: unknown) => (error as object).constructor.name)),
    );
    const wrong = { method: "GET", body: "x" };
    const twice = fetch(`/missing?${query}`, wrong);
    attempt(
      "bad init",
      String.bind(undefined, await twice.catch((error: unknown) => (error as object).constructor.name)),
    );
  }
  return told;
}

/** A port where nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("what scripts see of the wrapped globals is what the native ones show", async ({ app, page, tapped, browser }) => {
  await tapped.goto(`${app.url}/window.html`);
  const wrapped = await tapped.evaluate(describeGlobals);
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${app.url}/window.html`);
  expect(wrapped).toEqual(await other.evaluate(describeGlobals));
  expect(wrapped.length).toBeGreaterThan(100);
  await other.context().close();
  expect(page).toBe(tapped);
});

test("sockets and requests behave as native ones", async ({ app, tapped, browser }) => {
  const port = await closedPort();
  await tapped.goto(`${app.url}/window.html`);
  const wrapped = await tapped.evaluate(describeBehaviour, port);
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${app.url}/window.html`);
  const native = await other.evaluate(describeBehaviour, port);
  expect(wrapped).toEqual(native);
  expect(wrapped.length).toBeGreaterThan(40);
  await other.context().close();
});
