import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium.mjs";

const chromium = findChromium();
// Workers load this file too, and saying it once is enough.
if (process.env["TEST_WORKER_INDEX"] === undefined) {
  // Not stdout, which belongs to reporters such as JSON's.
  console.error(
    chromium ? `Chromium: ${chromium.flavour}` : "No Chromium found: run `node scripts/setup-browsers.mjs`.",
  );
}

export default defineConfig({
  testDir: "specs",
  outputDir: "../test-results",
  globalSetup: "./app/build-app.ts",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects: [
    {
      name: "chromium",
      use: { browserName: "chromium", ...(chromium ? { launchOptions: chromium.launchOptions } : {}) },
    },
  ],
});
