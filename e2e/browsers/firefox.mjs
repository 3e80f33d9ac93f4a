import { fileURLToPath } from "node:url";
import { firefox } from "@playwright/test";
import { isDownloaded } from "./is-downloaded.mjs";
import { systemFirefox } from "./system-firefox.mjs";
import { tryBrowser } from "./try-browser.mjs";

const SHIM = fileURLToPath(new URL("firefox-bidi-shim.mjs", import.meta.url));

/** What every Firefox of the system is started with. */
export const FIREFOX_PREFERENCES = {
  // With this cache in the parent process, BiDi never tells that going back has finished.
  "fission.bfcacheInParent": false,
  // Otherwise each page of a test gets a process of its own.
  "fission.webContentIsolationStrategy": 0,
  // One process for all pages, and none started beforehand.
  "dom.ipc.processCount": 1,
  "dom.ipc.processPrelaunch.enabled": false,
  // Half as many pictures are enough, and each is drawn by the processor.
  "layout.frame_rate": 30,
};

/**
 * Playwright's own Firefox where it is installed, else the system's through WebDriver BiDi.
 *
 * @returns {import("./try-browser.mjs").FoundBrowser | undefined}
 */
export function findFirefox() {
  if (isDownloaded(firefox)) return { flavour: "Playwright's Firefox", use: {} };
  const path = systemFirefox();
  if (!path) return undefined;
  return {
    flavour: `the system's Firefox through WebDriver BiDi (${path})`,
    use: {
      // Any channel of this kind makes Playwright speak BiDi; the path then says which Firefox.
      channel: "moz-firefox",
      launchOptions: {
        executablePath: SHIM,
        firefoxUserPrefs: FIREFOX_PREFERENCES,
      },
    },
  };
}

/** Starts the Firefox there is and ends it. */
export async function tryFirefox() {
  return tryBrowser("Firefox", findFirefox(), firefox);
}
