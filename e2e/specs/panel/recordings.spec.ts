import { expect } from "@playwright/test";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import type { PanelPage } from "../../fixtures/panel/panel-page.ts";
import { test } from "../../fixtures/panel/test.ts";

test("saves a recording without secrets and opens it again, and a HAR file too", async ({ app, openPanel }) => {
  const panel = await openPanel(`${app.url}/official-client.html`);
  await connectOfficial(panel.page, app.url, { auth: { token: "s3cret-token" }, transports: ["websocket"] });
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("say", "to be kept", new Uint8Array([7, 8, 9])));
  await expect(panel.rows("said")).toHaveCount(1);
  await expect(panel.rows("s3cret-token")).toHaveCount(1);

  const recording = await save(panel, /Recording/);
  await reopen(panel, "shared.rtlog", recording);
  await expect(panel.status).toContainText("Recording");
  await expect(panel.rows("said", "to be kept")).toContainText("+1 binary");
  await expect(panel.rows("40connect").first()).toBeVisible();
  await expect(panel.rows("s3cret-token")).toHaveCount(0);
  await expect(panel.tab("Act")).toHaveCount(0);

  await panel.button("Back to live").click();
  await expect(panel.rows("s3cret-token")).toHaveCount(1);
  await panel.page.evaluate(() => globalThis.officialSocket?.emit("say", "still live"));
  await expect(panel.rows("said", "still live")).toHaveCount(1);

  const archive = await save(panel, /HTTP archive/);
  expect(JSON.parse(archive.toString())).toMatchObject({ log: { version: "1.2" } });
  await reopen(panel, "shared.har", archive);
  await expect(panel.rows("said", "still live")).toHaveCount(1);

  await reopen(panel, "wrong.rtlog", Buffer.from("no recording"));
  await expect(panel.status).toContainText("wrong.rtlog cannot be opened");

  await panel.rows("42event", "still live").first().click();
  await panel.tab("Copy as").click();
  await expect(panel.detail.getByRole("region", { name: "Emit" })).toContainText('socket.emit("say", "still live")');
  await expect(panel.detail.getByRole("region", { name: "Playwright test" })).toContainText('test("sends say"');
  await expect(panel.detail.getByRole("region", { name: "curl" })).toContainText("did not go over polling");
});

/** Saves by the dialog; the file is taken from the page, since not every browser tells Playwright of downloads. */
async function save(panel: PanelPage, format: RegExp): Promise<Buffer> {
  await panel.page.evaluate(() => {
    const createObjectURL = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (file) => {
      URL.createObjectURL = createObjectURL;
      Object.assign(globalThis, { saved: file });
      return createObjectURL(file);
    };
  });
  await panel.button("Export…").click();
  const dialog = panel.page.getByRole("dialog", { name: "Export" });
  await dialog.getByLabel(format).check();
  await expect(dialog.getByLabel(/Take out cookies/)).toBeChecked();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(panel.status).toContainText("Saved upwire-");
  const bytes = await panel.page.evaluate(async () => {
    const file: unknown = Reflect.get(globalThis, "saved");
    return file instanceof Blob ? [...new Uint8Array(await file.arrayBuffer())] : [];
  });
  return Buffer.from(bytes);
}

async function reopen(panel: PanelPage, name: string, buffer: Buffer): Promise<void> {
  await panel.page
    .getByLabel("Recording to import")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}
