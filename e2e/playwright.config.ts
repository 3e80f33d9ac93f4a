import { defineConfig } from "@playwright/test";
import { BROWSERS } from "./browsers/browsers.mjs";
import type { FoundBrowser } from "./browsers/try-browser.mjs";

type BrowserName = "chromium" | "firefox" | "webkit";
type Use = { readonly browserName: BrowserName } & Partial<FoundBrowser["use"]>;

/** What each project uses for its browser. One that is not here fails each of its specs, saying what to run. */
const uses = new Map(
  BROWSERS.map(({ title, type, find }): [BrowserName, Use] => {
    const found = find();
    const lacks = `No ${title} found: run \`node scripts/setup-browsers.mjs\`.`;
    // Workers load this file too, and saying it once is enough; not on stdout, which belongs to reporters such as JSON's.
    if (process.env["TEST_WORKER_INDEX"] === undefined) console.error(found ? `${title}: ${found.flavour}` : lacks);
    if (!found) type.launch = async () => Promise.reject(new Error(lacks));
    // True because Playwright names its browser types so.
    const browserName = type.name() as BrowserName;
    return [browserName, { browserName, ...found?.use }];
  }),
);

/** The specs of the SDK in Node have no browser in them, and run once: beside Chromium's. */
const IN_NODE = / Node: /;

export default defineConfig({
  testDir: "specs",
  outputDir: "../test-results",
  globalSetup: "./app/build-app.ts",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: true,
  // Named in what CI prints, and failed there when there are more than a few (scripts/test/playwright-tally.mjs).
  retries: process.env["CI"] === undefined ? 0 : 1,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Without the film strip, which takes half of a small machine; snapshots and network are in the trace.
  use: { trace: { mode: "retain-on-failure", screenshots: false }, screenshot: "only-on-failure" },
  projects: [
    { name: "chromium", use: { ...uses.get("chromium") } },
    // The panel's specs in a plain page are for WebKit, which has no extension, and for Chromium, where they take the least time;
    // Firefox shows the panel in its own developer tools.
    { name: "firefox", use: { ...uses.get("firefox") }, grepInvert: IN_NODE, testIgnore: "panel/**" },
    {
      name: "webkit",
      // The system's WebKit paints without graphics hardware, so what only moves for beauty is left out.
      use: { ...uses.get("webkit"), contextOptions: { reducedMotion: "reduce" } },
      grepInvert: IN_NODE,
      // The extension is not for WebKit; there the tap works under the panel's specs.
      testIgnore: "tap/**",
    },
    // These start their browsers themselves, with the extension in them.
    { name: "extension-chromium", testDir: "extension/specs" },
    { name: "extension-firefox", testDir: "extension/specs" },
  ],
});
