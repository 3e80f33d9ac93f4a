import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { isDownloaded } from "./is-downloaded.mjs";
import { tryBrowser } from "./try-browser.mjs";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The same browser without the window around the page, as Playwright's own is: pages open in half the time. */
const SHELL = "/usr/bin/chromium-headless-shell";

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
  return find([SHELL, ...SYSTEM]);
}

/** The same, as a whole browser: only that has extensions and developer tools. */
export function findWholeChromium() {
  return find(SYSTEM);
}

/** Starts the Chromium there is and ends it; the whole one has to be there too. */
export async function tryChromium() {
  return tryBrowser("Chromium", findWholeChromium() && findChromium(), chromium);
}

/** Whether the system's Chromium could be had in its faster form. */
export function lacksShell() {
  return !isDownloaded(chromium) && !existsSync(SHELL);
}

/**
 * @param {readonly string[]} system
 * @returns {import("./try-browser.mjs").FoundBrowser | undefined}
 */
function find(system) {
  if (isDownloaded(chromium)) {
    return { flavour: "Playwright's Chromium", use: { launchOptions: { args: SANDBOX_ARGS } } };
  }
  const executablePath = system.find((path) => existsSync(path));
  if (!executablePath) return undefined;
  const args = [...SANDBOX_ARGS, ...SYSTEM_ARGS];
  return { flavour: `the system's Chromium (${executablePath})`, use: { launchOptions: { executablePath, args } } };
}
