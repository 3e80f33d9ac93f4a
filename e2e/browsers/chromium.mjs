import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { isDownloaded } from "./is-downloaded.mjs";
import { tryBrowser } from "./try-browser.mjs";

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

/**
 * Playwright's own Chromium where it is installed, else the system's.
 *
 * @returns {import("./try-browser.mjs").FoundBrowser | undefined}
 */
export function findChromium() {
  if (isDownloaded(chromium)) {
    return { flavour: "Playwright's Chromium", use: { launchOptions: { args: SANDBOX_ARGS } } };
  }
  const executablePath = SYSTEM.find((path) => existsSync(path));
  if (!executablePath) return undefined;
  const args = [...SANDBOX_ARGS, ...SYSTEM_ARGS];
  return { flavour: `the system's Chromium (${executablePath})`, use: { launchOptions: { executablePath, args } } };
}

/** Starts the Chromium there is and ends it. */
export async function tryChromium() {
  return tryBrowser("Chromium", findChromium(), chromium);
}
