import { expect } from "@playwright/test";
import { Store } from "../../../devtools-extension/src/panel/store/store.ts";
import { connectOfficial } from "../../fixtures/panel/official.ts";
import { watchFromOutside } from "../../fixtures/panel/outside-store.ts";
import { test } from "../../fixtures/panel/test.ts";

// The panel in the page itself ends with the page, so here it is a store outside of it that sees the reload.
for (const preserve of [true, false]) {
  test(`${preserve ? "preserves" : "forgets"} packets over a reload of the page`, async ({ app, tapped }) => {
    const store = new Store({ preserve });
    const watch = await watchFromOutside(tapped, store);
    const shown = (): readonly string[] => store.visible.map(({ note, text }) => note ?? text);
    await tapped.goto(`${app.url}/official-client.html`);
    await watch();
    await connectOfficial(tapped, app.url, { transports: ["websocket"] });
    await tapped.evaluate(() => globalThis.officialSocket?.emit("note", "before"));
    await expect.poll(shown).toContain('42["note","before"]');

    await tapped.reload();
    await watch();
    await connectOfficial(tapped, app.url, { transports: ["websocket"] });
    await tapped.evaluate(() => globalThis.officialSocket?.emit("note", "after"));
    await expect.poll(shown).toContain('42["note","after"]');
    const marks = shown().filter((text) => text === "navigation" || text.startsWith('42["note"'));
    expect(marks).toEqual(
      preserve ? ['42["note","before"]', "navigation", '42["note","after"]'] : ['42["note","after"]'],
    );
    expect(store.documents.map(({ left }) => left)).toEqual(preserve ? [true, false] : [false]);
    expect(store.lost).toBe(0);
  });
}
