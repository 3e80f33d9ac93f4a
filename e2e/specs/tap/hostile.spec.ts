import { expect } from "@playwright/test";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { handoverScript, tapScript } from "../../fixtures/tap/tap-script.ts";
import { test } from "../../fixtures/tap/test.ts";

declare global {
  /** What a page with the content script's side of the hand-over notes. */
  var handedOver: { hello?: string; readonly overheard: unknown[] } | undefined;
}

test("a page that has replaced everything is seen all the same, and learns nothing", async ({ app, tapped }) => {
  await tapped.goto(`${app.url}/window.html`);
  const reader = await TapReader.open(tapped);
  const touched = await tapped.evaluate(async (url) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    await new Promise((resolve) => (socket.onopen = resolve));
    const [pieces] = (globalThis.tapReaders ?? []).map((reader) => reader.pieces);
    if (!pieces) throw new Error("nobody reads");
    const { push } = Array.prototype;
    const bytes = new Uint8Array([1, 2, 3]);
    const root: object = Object.prototype;
    const calls: string[] = [];
    const call = (name: string): void => void Reflect.apply(push, calls, [name]);
    const targets: [object, PropertyKey[]][] = [
      [Array.prototype, [Symbol.iterator, "push", "slice", "map", "join", "concat", "includes", "toJSON"]],
      [Promise.prototype, ["then", "catch", "finally"]],
      [Map.prototype, ["get", "set", "has", "delete", "forEach"]],
      [WeakMap.prototype, ["get", "set", "has", "delete"]],
      [String.prototype, ["includes", "startsWith", "indexOf", "slice", "charCodeAt", "toJSON"]],
      [RegExp.prototype, ["exec", "test"]],
      [Object.prototype, ["hasOwnProperty", "toJSON"]],
      [JSON, ["stringify", "parse"]],
      [Function.prototype, ["call", "apply", "bind"]],
      [EventTarget.prototype, ["dispatchEvent", "removeEventListener"]],
      [MessagePort.prototype, ["postMessage", "start"]],
      [TextEncoder.prototype, ["encode", "encodeInto"]],
      [Object.getPrototypeOf(Uint8Array.prototype), ["set", "slice", "subarray"]],
      [Performance.prototype, ["now"]],
      [globalThis, ["postMessage", "MessageChannel", "setTimeout", "clearTimeout", "performance", "btoa"]],
    ];
    const all = targets.flatMap(([owner, names]) =>
      names.map((name) => ({ owner, name, native: descriptor(owner, name) })),
    );
    const getters = ["get", "value", "signal", "is", "then"].map((name) => ({
      name,
      native: descriptor(Object.prototype, name),
    }));
    for (let index = 0; index < all.length; index++) {
      const { owner, name } = all[index] ?? { owner: {}, name: "" };
      const trap = (): never => {
        call(String(name));
        throw new Error("a trap of the page");
      };
      Object.defineProperty(owner, name, {
        __proto__: null,
        configurable: true,
        writable: true,
        value: trap,
      } as object);
    }
    for (let index = 0; index < getters.length; index++) {
      const name = getters[index]?.name ?? "";
      const get = (): void => call(`Object.prototype.${name}`);
      Object.defineProperty(root, name, { __proto__: null, configurable: true, get } as object);
    }
    const before = pieces.length;
    let failure: unknown;
    try {
      socket.send("40");
      socket.send(bytes);
      while (pieces.length === before) await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    } catch (error) {
      failure = error;
    }
    const made = calls.length;
    for (let index = 0; index < getters.length; index++)
      Reflect.deleteProperty(Object.prototype, getters[index]?.name ?? "");
    for (let index = all.length - 1; index >= 0; index--) {
      const { owner, name, native } = all[index] ?? { owner: {}, name: "", native: undefined };
      if (native) Object.defineProperty(owner, name, native);
      else Reflect.deleteProperty(owner, name);
    }
    return { failure: String(failure), calls: calls.slice(0, made) };

    function descriptor(owner: object, name: PropertyKey): PropertyDescriptor | undefined {
      return Object.getOwnPropertyDescriptor(owner, name);
    }
  }, app.url);
  expect(touched).toEqual({ failure: "undefined", calls: [] });
  await reader.saw("frame", ({ body }) => "text" in body && body.text.startsWith('0{"sid"'));
  await reader.saw("frame", ({ direction, body }) => direction === "out" && "text" in body && body.text === "40");
  await reader.saw("frame", ({ direction, body }) => direction === "out" && "base64" in body && body.base64 === "AQID");
});

test("a page that has replaced something before the tap came hears nothing of it, and goes on", async ({
  app,
  page,
}) => {
  await page.goto(`${app.url}/window.html`);
  const told = await page.evaluate(
    async ([tap, url]) => {
      const told: string[] = [];
      let tapped = 0;
      const places = [
        ...["JSON.stringify", "JSON.parse", "Array.from", "Array.prototype.push", "Array.prototype.sort"],
        ...[
          "Promise",
          "Promise.prototype.then",
          "Promise.resolve",
          "Map",
          "WeakMap",
          "WeakMap.prototype.get",
          "WeakRef",
        ],
        ...["Reflect.apply", "Reflect.defineProperty", "Reflect.getOwnPropertyDescriptor", "Reflect.ownKeys", "Proxy"],
        ...[
          "Function.prototype.bind",
          "Function.prototype.toString",
          "String.prototype.includes",
          "RegExp.prototype.exec",
        ],
        ...["MessageChannel", "postMessage", "setTimeout", "TextEncoder", "crypto.getRandomValues", "performance.now"],
        ...["EventTarget.prototype.addEventListener", "EventTarget.prototype.dispatchEvent", "Object.getPrototypeOf"],
        ...["WebTransport", "EventSource", "SharedWorker", "ReadableStream", "BroadcastChannel", "Document"],
      ];
      for (const place of places) {
        for (const how of ["throws", "is gone"]) {
          // A frame that its page has been at before any extension can be.
          const frame = document.createElement("iframe");
          document.body.append(frame);
          const inside = frame.contentWindow;
          if (!inside) throw new Error("no frame");
          const name = place.split(".").at(-1) ?? "";
          // True because the names are of properties.
          const owner = place
            .split(".")
            .slice(0, -1)
            .reduce<object>((at, step) => Reflect.get(at, step) as object, inside);
          const descriptor = Object.getOwnPropertyDescriptor(owner, name) ?? { configurable: true, writable: true };
          const trap = (): never => {
            throw new Error("a trap of the page");
          };
          Object.defineProperty(owner, name, { ...descriptor, value: how === "throws" ? trap : undefined });
          inside.onerror = (_event, _source, _line, _column, error) => told.push(`${place} ${how}: ${error}`);
          try {
            const script = document.createElement("script");
            script.textContent = tap;
            inside.document.head.append(script);
            Object.defineProperty(owner, name, descriptor);
            if (Symbol.for("upwire.devtools") in inside) tapped++;
            const later: { readonly fetch: typeof fetch; readonly WebSocket: typeof WebSocket } = inside as never;
            const response = await later.fetch(`${url}/missing?EIO=4&transport=polling`);
            if (response.status !== 404) told.push(`${place} ${how}: ${response.status}`);
            const socket = new later.WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
            await new Promise((resolve) => (socket.onmessage = resolve));
            socket.send("40");
            socket.close();
          } catch (error) {
            told.push(`${place} ${how}: ${String(error)}`);
          }
          frame.remove();
        }
      }
      return { told, tapped, untapped: places.length * 2 - tapped };
    },
    [await tapScript(), app.url] as const,
  );
  expect(told).toMatchObject({ told: [] });
  // Some of it the tap can do without, and where it cannot it stays away.
  expect(Math.min(told.tapped, told.untapped)).toBeGreaterThan(5);
});

test("odd arguments do to a wrapped function what they do to the native one", async ({ app, tapped }) => {
  await tapped.goto(`${app.url}/window.html`);
  const told = await tapped.evaluate(async (base) => {
    const told: unknown[] = [];
    let asked = 0;
    const address = { toString: () => `${base}/missing?EIO=4&transport=polling&${++asked}` };
    await fetch(address as string);
    const xhr = new XMLHttpRequest();
    xhr.open({ toString: () => "GET" } as string, address as string);
    xhr.send();
    told.push(asked);
    const thrower = {
      get method(): string {
        throw new RangeError("no method");
      },
    };
    told.push(await fetch(`${base}/?EIO=4&transport=polling`, thrower).catch((error: unknown) => String(error)));
    const body = {
      toString: () => {
        throw new RangeError("no text");
      },
    };
    try {
      const post = new XMLHttpRequest();
      post.open("POST", `${base}/?EIO=4&transport=polling`);
      // True as far as a script can tell.
      post.send(body as unknown as string);
    } catch (error) {
      told.push(String(error));
    }
    // True because a hook is a function.
    const hook = Reflect.get(globalThis, Symbol.for("upwire.devtools")) as (client: unknown) => void;
    for (const client of [undefined, 1, "text", {}, { inspect: 1 }, { inspect: () => body.toString() }, thrower])
      hook(client);
    const hostile = {
      inspect: (listener: (event: unknown) => void) => [undefined, 1, {}, { kind: "state" }, thrower].forEach(listener),
    };
    hook(hostile);
    return told;
  }, app.url);
  expect(told).toEqual([2, "RangeError: no method", "RangeError: no text"]);
});

test("a text of many megabytes is cut, and the page goes on", async ({ app, tapped }) => {
  await tapped.goto(`${app.url}/window.html`);
  await tapped.evaluate(async (url) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    await new Promise((resolve) => (socket.onopen = resolve));
    socket.send("4" + "x".repeat(32_000_000));
    socket.close();
  }, app.url);
  const reader = await TapReader.open(tapped);
  const huge = await reader.saw("frame", ({ direction }) => direction === "out");
  expect(huge.body).toMatchObject({ size: 32_000_001, cut: true });
});

for (const [order, first] of [
  ["after", 0],
  ["before", 1],
] as const) {
  test(`a content script that runs ${order} the tap hands its port over, and the page hears nothing`, async ({
    app,
    page,
  }) => {
    const scripts = [
      await tapScript(),
      `${await handoverScript()};
      globalThis.handedOver = { overheard: [] };
      upwireHandover.offerPort().then((port) => {
        port.onmessage = ({ data }) => { handedOver.hello ??= data; };
      });`,
    ];
    await page.addInitScript({ content: first === 0 ? scripts.join("\n") : scripts.toReversed().join("\n") });
    await page.addInitScript(() => {
      for (const type of ["message", "upwire-devtools-offer", "upwire-devtools-taken"])
        addEventListener(type, (event) => globalThis.handedOver?.overheard.push(event.type), true);
    });
    await page.goto(`${app.url}/window.html`);
    await page.waitForFunction(() => globalThis.handedOver?.hello !== undefined);
    const heard = await page.evaluate(async () => {
      const { port1, port2 } = new MessageChannel();
      const answers: unknown[] = [];
      port1.onmessage = ({ data }) => answers.push(data);
      postMessage({ upwire: "a guess" }, "*", [port2]);
      await new Promise((resolve) => addEventListener("message", resolve));
      await new Promise((resolve) => setTimeout(resolve));
      return { hello: globalThis.handedOver?.hello, overheard: globalThis.handedOver?.overheard, answers };
    });
    expect(JSON.parse((heard.hello ?? "").slice(1))).toMatchObject({
      is: "hello",
      armed: true,
      document: { url: page.url() },
    });
    expect(heard.overheard).toEqual(["message"]);
    expect(heard.answers).toEqual([]);
  });
}
