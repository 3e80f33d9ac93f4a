import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { webkit } from "@playwright/test";
import { isDownloaded } from "./is-downloaded.mjs";
import { tryBrowser } from "./try-browser.mjs";
import { canOpenDisplay } from "./webkit/display.mjs";
import { useOwnWebkit, useSystemWebkit } from "./webkit/system-webkit.mjs";

/** Debian's and others' places for programs that belong to a library; the library's version is in the folder's name. */
const PLACES = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec", "/usr/lib"];

/**
 * Playwright's own WebKit where it is installed, else the system's WebKitGTK, which `webkit.launch` starts from now on.
 *
 * @returns {import("./try-browser.mjs").FoundBrowser | undefined}
 */
export function findWebkit() {
  if (isDownloaded(webkit)) {
    useOwnWebkit(webkit);
    return { flavour: "Playwright's WebKit", use: {} };
  }
  const path = systemWebkit();
  if (path === undefined) return undefined;
  useSystemWebkit(webkit, path);
  return { flavour: `the system's WebKitGTK through Web Inspector (${path})`, use: {} };
}

/** Starts the WebKit there is and ends it. */
export async function tryWebkit() {
  return tryBrowser("WebKit", findWebkit(), webkit);
}

function systemWebkit() {
  if (!canOpenDisplay()) return undefined;
  return PLACES.filter((place) => existsSync(place))
    .flatMap((place) => webkitFolders(place).map((folder) => join(place, folder, "MiniBrowser")))
    .find((path) => existsSync(path));
}

/** @param {string} place */
function webkitFolders(place) {
  const folders = readdirSync(place).filter((name) => /^webkit(?:2gtk|gtk)-\d/.test(name));
  // The newest interface first.
  return folders.sort().reverse();
}
