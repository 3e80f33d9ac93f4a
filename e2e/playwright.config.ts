import { type BrowserType, chromium, defineConfig, firefox, webkit } from "@playwright/test";
import { findChromium } from "./browsers/chromium.mjs";
import { findFirefox } from "./browsers/firefox.mjs";
import type { FoundBrowser } from "./browsers/try-browser.mjs";
import { findWebkit } from "./browsers/webkit.mjs";

type Use = { readonly browserName: "chromium" | "firefox" | "webkit" } & Partial<FoundBrowser["use"]>;

/** What a project uses for its browser. One that is not here fails each of its specs, saying what to run. */
function use(title: string, type: BrowserType, found: FoundBrowser | undefined): Use {
  // Workers load this file too, and saying it once is enough; not on stdout, which belongs to reporters such as JSON's.
  if (process.env["TEST_WORKER_INDEX"] === undefined)
    console.error(found ? `${title}: ${found.flavour}` : lacks(title));
  if (!found) type.launch = async () => Promise.reject(new Error(lacks(title)));
  // True because Playwright names its browser types so.
  return { browserName: type.name() as Use["browserName"], ...found?.use };
}

function lacks(title: string): string {
  return `No ${title} found: run \`node scripts/setup-browsers.mjs\`.`;
}

/** The specs of the SDK in Node have no browser in them, and run once: beside Chromium's. */
const IN_NODE = / Node: /;

export default defineConfig({
  testDir: "specs",
  outputDir: "../test-results",
  globalSetup: "./app/build-app.ts",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Without the film strip, which takes half of a small machine; snapshots and network are in the trace.
  use: { trace: { mode: "retain-on-failure", screenshots: false }, screenshot: "only-on-failure" },
  projects: [
    { name: "chromium", use: use("Chromium", chromium, findChromium()) },
    { name: "firefox", use: use("Firefox", firefox, findFirefox()), grepInvert: IN_NODE },
    {
      name: "webkit",
      // The system's WebKit paints without graphics hardware, so what only moves for beauty is left out.
      use: { ...use("WebKit", webkit, findWebkit()), contextOptions: { reducedMotion: "reduce" } },
      grepInvert: IN_NODE,
    },
    // These start their browsers themselves, with the extension in them.
    { name: "extension-chromium", testDir: "extension/specs" },
    { name: "extension-firefox", testDir: "extension/specs" },
  ],
});
