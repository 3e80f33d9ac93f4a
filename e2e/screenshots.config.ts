import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/**
 * Takes the pictures of the extension's README: `npx playwright test -c e2e/screenshots.config.ts`, and then, to make them
 * small, `mogrify -dither None -colors 256 -strip -format png8 …` of ImageMagick or the like.
 */
export default defineConfig({
  ...config,
  testDir: "extension/screenshots",
  workers: 1,
  projects: [{ name: "extension-chromium" }, { name: "extension-firefox" }],
});
