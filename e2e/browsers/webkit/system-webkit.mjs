import { openDisplay } from "./display.mjs";
import { Host } from "./host.mjs";
import { hostContext } from "./host-context.mjs";
import { HostPool } from "./host-pool.mjs";
import { webkitVersion } from "./mini-browser.mjs";

/** @typedef {import("./playwright-internals.ts").Browser} Browser */
/** @typedef {import("./playwright-internals.ts").Context} Context */
/** @typedef {import("./playwright-internals.ts").ContextOptions} ContextOptions */
/** @typedef {import("./playwright-internals.ts").LaunchOptions} LaunchOptions */
/** @typedef {import("./playwright-internals.ts").Progress} Progress */
/** @typedef {import("./playwright-internals.ts").ServerBrowserType} ServerBrowserType */

/**
 * Has Playwright's `webkit` start WebKitGTK's MiniBrowser, which it then drives through its stock-WebKit backend. A context is a whole
 * MiniBrowser, used again only when no cookie is left in it.
 *
 * @param {import("@playwright/test").BrowserType} webkit
 * @param {string} path
 */
export function useSystemWebkit(webkit, path) {
  const type = serverSide(webkit);
  type.launch = async (progress, options) => {
    const display = await openDisplay();
    try {
      return await launch(type, progress, { ...options, path, display });
    } catch (error) {
      await display.close();
      throw error;
    }
  };
}

/**
 * Has Playwright's `webkit` start Playwright's own build again.
 *
 * @param {import("@playwright/test").BrowserType} webkit
 */
export function useOwnWebkit(webkit) {
  // What was put over the method of its class.
  Reflect.deleteProperty(serverSide(webkit), "launch");
}

/** @param {import("@playwright/test").BrowserType} webkit */
function serverSide(webkit) {
  // True of the version that package.json names.
  const client = /** @type {import("./playwright-internals.ts").ClientBrowserType} */ (/** @type {unknown} */ (webkit));
  const type = client._connection.toImpl?.(client);
  if (!type) throw new Error("The system's WebKit needs Playwright in its own process.");
  return type;
}

/**
 * @param {ServerBrowserType} type
 * @param {Progress} progress
 * @param {LaunchOptions & { path: string, display: Awaited<ReturnType<typeof openDisplay>> }} options
 * @returns {Promise<Browser>}
 */
async function launch(type, progress, { path, display, ...options }) {
  const startHost = async (/** @type {boolean} */ ignoreTlsErrors) =>
    Host.start(type, progress, { path, display: display.name, ignoreTlsErrors });
  const pool = new HostPool(async (ignoreTlsErrors) => {
    const host = await startHost(ignoreTlsErrors);
    // Dialogs come to the first one's.
    await host.browser._syncServer.close();
    return host;
  });
  const [first, version] = await Promise.all([startHost(false), webkitVersion(path, display.name)]);
  pool.add(first);
  const { browser } = first;
  const contexts = manageContexts(browser, pool);
  let closed = false;
  const close = async () => {
    closed = true;
    await pool.close();
    await Promise.all([browser._syncServer.close(), display.close()]);
    browser._fireDidCloseOnce();
  };
  browser.isConnected = () => !closed;
  browser.version = () => version;
  browser.contexts = () => [...contexts];
  const { artifactsDir = browser.options.artifactsDir, tracesDir = artifactsDir } = options;
  const folders = { artifactsDir, downloadsPath: artifactsDir, tracesDir };
  Object.assign(browser.options, folders, { browserProcess: { close, kill: close } });
  return browser;
}

/**
 * Has the browser make its contexts of hosts; returns those there are.
 *
 * @param {Browser} browser
 * @param {HostPool} pool
 */
function manageContexts(browser, pool) {
  /** @type {Set<Context>} */
  const contexts = new Set();
  let lastContext = 0;
  browser.doCreateNewContext = async (/** @type {ContextOptions} */ wanted) => {
    const host = await pool.take(wanted.ignoreHTTPSErrors ?? false);
    lastContext += 1;
    const context = await hostContext(browser, host, {
      ...wanted,
      id: `context-${lastContext}`,
      closed: async (clean) => {
        contexts.delete(context);
        await pool.giveBack(host, clean);
      },
    });
    contexts.add(context);
    return context;
  };
  return contexts;
}
