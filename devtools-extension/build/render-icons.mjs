// Draws the icons from their SVG, after it was changed: `node devtools-extension/build/render-icons.mjs`.
import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { findChromium } from "../../e2e/browsers/chromium.mjs";

const SIZES = [16, 32, 48, 128];

const svg = await readFile(new URL("../icons/icon.svg", import.meta.url), "utf8");
const browser = await chromium.launch(findChromium()?.use.launchOptions);
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await writeFile(new URL(`../icons/icon-${size}.png`, import.meta.url), png);
}
await browser.close();
