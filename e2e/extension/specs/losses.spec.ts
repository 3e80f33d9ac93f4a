import { reads, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

test("tells how many frames it does not show, of a page that has had more than it may keep", async ({
  page,
  app,
  openPanel,
  extension,
}) => {
  await page.goto(`${app.url}/official-client.html`);
  await page.evaluate(async () => {
    const socket = globalThis.officialIo({ transports: ["websocket"] });
    for (let count = 0; count < 6_000; count++) socket.emit("note", count);
    await socket.emitWithAck("echo", "the last");
  });
  const panel = await openPanel();
  // What explains the rest is there all the same.
  await reads(panel, "region", "Status", /\d frames not shown/);
  await sees(panel, { Event: "note", Payload: "5999" }, { Event: "echo", Payload: '"the last"' });
  await extension.endBackground();
  await page.evaluate(async () =>
    globalThis.officialIo({ transports: ["websocket"] }).emitWithAck("echo", "and after"),
  );
  await sees(panel, { Event: "echo", Payload: '"and after"' });
});
