import { expect } from "@playwright/test";
import { reads, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

const MARKUP = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

test("shows markup in names and payloads as text", async ({ page, panel }) => {
  await page.evaluate(async (markup) => {
    document.title = markup;
    const socket = globalThis.officialIo();
    socket.emit(markup, { [markup]: markup });
    await socket.emitWithAck(
      "echo",
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    );
  }, MARKUP);
  await sees(panel, { Event: MARKUP, Payload: /<img src=x/ }, { Event: "echo", Payload: /"polluted":1/ });
  await panel.click({ role: "row", name: "onerror" });
  await reads(panel, "region", "Packet details", MARKUP);
  const found = await panel.evaluate(
    (document) => ({
      title: document.title,
      elements: document.querySelectorAll("img, #panel script, iframe, object, embed").length,
      polluted: Reflect.has({}, "polluted"),
    }),
    undefined,
  );
  expect(found).toEqual({ title: "Upwire", elements: 0, polluted: false });
});

test("is not confused by a page that talks to the tap in the extension's place", async ({ page, panel }) => {
  await page.evaluate(() => {
    // Every way in that the page can see.
    for (const name of ["upwire-devtools-offer", "upwire-devtools-tap", "upwire-devtools-taken"]) {
      dispatchEvent(new CustomEvent(name, { detail: "forged" }));
    }
    const { port1, port2 } = new MessageChannel();
    postMessage({ upwire: "forged" }, "*", [port2]);
    // True because the tap puts its hook there.
    const hook = Reflect.get(globalThis, Symbol.for("upwire.devtools")) as { connect(): MessagePort };
    for (const port of [port1, hook.connect()]) {
      for (const forged of [">{", ">null", "<".repeat(1000), '>{"is":"watch","have":-1,"credits":1e999}', {}, 7]) {
        port.postMessage(forged);
      }
      port.postMessage('>{"is":"command","id":1,"command":{"do":"emit"}}');
    }
  });
  await page.evaluate(async () => globalThis.officialIo().emitWithAck("echo", "still here"));
  await sees(panel, { "Packet type": "0open" }, { Event: "echo", Payload: '"still here"' });
  await reads(panel, "region", "Status", "Live");
});

test("gives a page no way to the extension", async ({ page, panel }) => {
  const address = await panel.evaluate((document) => document.URL, undefined);
  const reached = await page.evaluate(async (url) => {
    const fetched = await fetch(url).then(
      () => true,
      () => false,
    );
    const runtime: unknown = Reflect.get(Reflect.get(globalThis, "chrome") ?? {}, "runtime");
    return { fetched, runtime: runtime !== undefined };
  }, address);
  expect(reached).toEqual({ fetched: false, runtime: false });
});

test("survives a message that is far too large to show", async ({ page, serve, openPanel }) => {
  const app = await serve({ maxHttpBufferSize: 64_000_000 });
  await page.goto(`${app.url}/official-client.html`);
  const panel = await openPanel();
  await page.evaluate(async () => {
    const socket = globalThis.officialIo({ transports: ["websocket"] });
    await socket.emitWithAck("echo", "x".repeat(20_000_000));
    await socket.emitWithAck("echo", "small");
  });
  await sees(panel, { Event: "echo", Payload: /^"xxx/, Size: /MB/ }, { Event: "echo", Payload: '"small"' });
  await reads(panel, "region", "Status", "Live");
});
