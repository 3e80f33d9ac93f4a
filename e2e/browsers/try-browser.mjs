/**
 * A browser that can be started: what it is in words, and what a Playwright project must `use` to start it.
 *
 * @typedef {{ flavour: string, use: { channel?: string, launchOptions?: import("@playwright/test").LaunchOptions } }} FoundBrowser
 */

/**
 * What came of a trial start, `detail` being a flavour with its version or the reason.
 *
 * @typedef {{ works: boolean, detail: string }} Trial
 */

/**
 * Starts a browser, asks for its version and ends it.
 *
 * @param {string} name
 * @param {FoundBrowser | undefined} found
 * @param {import("@playwright/test").BrowserType} type
 * @returns {Promise<Trial>}
 */
export async function tryBrowser(name, found, type) {
  if (!found) return { works: false, detail: `no ${name} found` };
  const { flavour, use } = found;
  const { launchOptions, channel } = use;
  try {
    const browser = await type.launch({ ...launchOptions, ...(channel === undefined ? {} : { channel }) });
    const version = browser.version();
    await browser.close();
    return { works: true, detail: `${flavour}, version ${version}` };
  } catch (error) {
    return { works: false, detail: `${flavour} does not start: ${String(error)}` };
  }
}
