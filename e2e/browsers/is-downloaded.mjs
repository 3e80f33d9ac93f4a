import { existsSync } from "node:fs";

/**
 * Whether Playwright's own build of a browser has been downloaded.
 *
 * @param {import("@playwright/test").BrowserType} type
 */
export function isDownloaded(type) {
  const path = type.executablePath();
  return path !== "" && existsSync(path);
}
