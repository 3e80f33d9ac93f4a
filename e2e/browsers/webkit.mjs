import { existsSync, readdirSync } from "node:fs";
import { webkit } from "@playwright/test";
import { isDownloaded } from "./is-downloaded.mjs";
import { tryBrowser } from "./try-browser.mjs";
import { useSystemWebkit } from "./webkit/system-webkit.mjs";

/**
 * Playwright's own WebKit where it is installed, else the system's WebKitGTK.
 *
 * @returns {import("./try-browser.mjs").FoundBrowser | undefined}
 */
export function findWebkit() {
  if (isDownloaded(webkit)) return { flavour: "Playwright's WebKit", use: {} };
  const path = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
  useSystemWebkit(webkit, path);
  return { flavour: `the system's WebKitGTK (${path})`, use: {} };
}

/** Starts the WebKit there is and ends it. */
export async function tryWebkit() {
  return tryBrowser("WebKit", findWebkit(), webkit);
}
