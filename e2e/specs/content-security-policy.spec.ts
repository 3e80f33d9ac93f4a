import { expect } from "@playwright/test";
import { eventually } from "../fixtures/eventually.ts";
import { binary } from "../fixtures/bytes.ts";
import { test } from "../fixtures/test.ts";

declare global {
  /** What the page's policy has refused. */
  var refusals: string[];
}

for (const name of ["window", "script tag", "Worker", "SharedWorker"] as const) {
  test(`${name}: works under a strict Content Security Policy`, async ({ app, open, page }) => {
    app.pages.strict = true;
    await page.addInitScript(() => {
      globalThis.refusals = [];
      globalThis.addEventListener("securitypolicyviolation", (event) => {
        globalThis.refusals.push(event.effectiveDirective);
      });
    });
    const link = await (await open(name, app)).connect(app.url);
    await link.saw("upgrade confirmed");
    const value = binary("ArrayBuffer", Buffer.from("strict"));
    expect(await link.ask(["echo", value])).toEqual({ value });
    expect(await page.evaluate(() => globalThis.refusals)).toEqual([]);
    // Shows that the policy is there: an inline script is against it.
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.broken = true";
      document.body.append(script);
    });
    await eventually(async () => page.evaluate(() => globalThis.refusals)).toEqual(["script-src-elem"]);
  });
}
