import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const SYSTEM_ARGS = [
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chromium's sandbox refuses to run as root, which is what containers are. */
const SANDBOX_ARGS = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

/** Whether Playwright's own Chromium has been downloaded. */
export function hasOwnChromium() {
  const own = chromium.executablePath();
  return own !== "" && existsSync(own);
}

/**
 * Playwright's own Chromium where it is installed, else the system's.
 *
 * @returns {{ flavour: string, launchOptions: { executablePath?: string, args: string[] } } | undefined}
 */
export function findChromium() {
  if (hasOwnChromium()) {
    return { flavour: "Playwright's Chromium", launchOptions: { args: SANDBOX_ARGS } };
  }
  const executablePath = SYSTEM.find((path) => existsSync(path));
  if (!executablePath) return undefined;
  const args = [...SANDBOX_ARGS, ...SYSTEM_ARGS];
  return { flavour: `the system's Chromium (${executablePath})`, launchOptions: { executablePath, args } };
}

/** The browser's version after a trial start, or the reason why there is none. */
export async function tryChromium() {
  const found = findChromium();
  if (!found) return { works: false, detail: "no Chromium found" };
  try {
    const browser = await chromium.launch(found.launchOptions);
    const version = browser.version();
    await browser.close();
    return { works: true, detail: `${found.flavour}, version ${version}` };
  } catch (error) {
    return { works: false, detail: `${found.flavour} does not start: ${String(error)}` };
  }
}
