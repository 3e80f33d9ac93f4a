import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/** Takes the pictures of the extension's README: `npx playwright test -c e2e/screenshots.config.ts`. */
export default defineConfig({
  ...config,
  testDir: "extension/screenshots",
  workers: 1,
  projects: [{ name: "extension-chromium" }, { name: "extension-firefox" }],
});
