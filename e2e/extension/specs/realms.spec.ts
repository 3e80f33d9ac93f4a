import { eventually } from "../../fixtures/eventually.ts";
import { sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

for (const realm of ["window", "Worker", "SharedWorker"] as const) {
  test(`shows the packets of our SDK in a ${realm}`, async ({ app, open, openPanel }) => {
    const opened = await open(realm, app);
    const panel = await openPanel();
    const link = await opened.connect(app.url);
    await link.ask(["echo", { from: realm }]);
    await link.emit("say", { binary: "Uint8Array", base64: "yv4=" });
    await link.saw("event said");
    await sees(
      panel,
      { "Packet type": "42event", Direction: "sent", Event: "echo", Payload: `{"from":"${realm}"}` },
      { "Packet type": "43ack", Direction: "received", Payload: `[{"from":"${realm}"}]` },
      { Event: "say", Direction: "sent", Payload: /^\+1 binary/ },
      { Event: "said", Direction: "received", Payload: /^\+1 binary/ },
    );
    if (realm === "window") return;
    await eventually(async () => (await panel.texts({ role: "treeitem", name: realm })).length).toBeGreaterThan(0);
  });
}

test("shows a connection of a frame beside that of the page", async ({ page, panel }) => {
  await page.evaluate(async () => {
    await globalThis.officialIo().emitWithAck("echo", "from the page");
    const frame = document.createElement("iframe");
    frame.src = location.href;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
    // True because it is the same page.
    const inner = frame.contentWindow as Window & typeof globalThis;
    await inner.officialIo().emitWithAck("echo", "from the frame");
  });
  await sees(panel, { Payload: '"from the page"' }, { Payload: '"from the frame"' });
  await eventually(() => panel.texts({ role: "treeitem", name: "Frame" })).toHaveLength(1);
});
