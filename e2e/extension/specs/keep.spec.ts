import { gunzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { downloaded } from "../fixtures/downloaded.ts";
import { reads, sees } from "../fixtures/packets.ts";
import { test } from "../fixtures/test.ts";

/** A gzip file that can be unpacked is complete: its end holds the length and a checksum. */
function isWholeGzip(bytes: Buffer): boolean {
  try {
    return gunzipSync(bytes).length > 0;
  } catch {
    return false;
  }
}

test("exports a recording without secrets, and shows it again when it is imported", async ({
  page,
  panel,
  extension,
}) => {
  await page.evaluate(async () => {
    const socket = globalThis.officialIo({ auth: { token: "do-not-tell" } });
    await socket.emitWithAck("echo", "to be kept");
    socket.emit("say", new Uint8Array([1, 2, 3]));
  });
  await sees(panel, { Event: "echo" }, { Event: "said" });
  await panel.click({ role: "button", name: "Export…" });
  await panel.click({ role: "button", name: "Save" });
  const bytes = await downloaded(extension.downloads, isWholeGzip);
  const text = gunzipSync(bytes).toString("utf8");
  expect(text).toContain("to be kept");
  expect(text).not.toContain("do-not-tell");

  await panel.click({ role: "button", name: "Clear" });
  await panel.upload("Recording to import", { name: "kept.rtlog", bytes });
  await reads(panel, "region", "Status", "Recording");
  await sees(
    panel,
    { "Packet type": "40connect", Direction: "sent" },
    { "Packet type": "42event", Event: "echo", Payload: '"to be kept"' },
    { "Packet type": "43ack", Payload: '["to be kept"]' },
    { Event: "said", Payload: /^\+1 binary/ },
  );
});

test("opens a recording in a page of its own, with secrets only where an export would have them", async ({
  page,
  panel,
}) => {
  await page.evaluate(async () => {
    const socket = globalThis.officialIo({ auth: { token: "do-not-tell" } });
    await socket.emitWithAck("echo", "to be shown");
  });
  await sees(
    panel,
    { "Packet type": "40connect", Payload: /do-not-tell/ },
    { Event: "echo" },
    { "Packet type": "43ack" },
  );
  await panel.click({ role: "button", name: "Open in a page" });
  await reads(panel, "region", "Status", "Opened in a page, without secrets.");

  const standalone = await panel.standalone();
  await reads(standalone, "region", "Status", /Recording upwire-\d+-\d+\.rtlog/);
  await sees(
    standalone,
    { "Packet type": "40connect", Direction: "sent", Payload: /REDACTED/ },
    { "Packet type": "42event", Event: "echo", Payload: '"to be shown"' },
    { "Packet type": "43ack" },
  );
  expect((await standalone.texts({ role: "grid" })).join("\n")).not.toContain("do-not-tell");
  expect(await standalone.texts({ role: "button", name: "Open in a page" })).toEqual([]);
  // What stays in the address would ask a panel that has forgotten.
  expect(await standalone.evaluate((document) => document.location.hash, undefined)).toBe("");

  await panel.click({ role: "button", name: "Export…" });
  await panel.click({ role: "checkbox", name: "Take out cookies, tokens and passwords" });
  await panel.click({ role: "button", name: "Cancel" });
  await panel.click({ role: "button", name: "Open in a page" });
  await reads(panel, "region", "Status", "Opened in a page, with its secrets.");
  await sees(await panel.standalone(), { "Packet type": "40connect", Payload: /do-not-tell/ });
});
