import { openDisplay } from "./display.mjs";
import { Host } from "./host.mjs";
import { hostContext } from "./host-context.mjs";
import { webkitVersion } from "./mini-browser.mjs";

/** @import { Browser, ClientBrowserType, Context, ContextOptions, LaunchOptions, Progress, ServerBrowserType } from "./playwright-internals.ts" */

/** How many contexts a MiniBrowser serves before it has grown too large. */
const USES = 30;

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
  const client = /** @type {ClientBrowserType} */ (/** @type {unknown} */ (webkit));
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
async function launch(type, progress, { path, display, artifactsDir, tracesDir }) {
  /** @type {Set<Host>} */
  const hosts = new Set();
  /** @type {Host[]} */
  const idle = [];
  /** @type {WeakMap<Host, number>} */
  const uses = new WeakMap();
  /** @type {Set<Context>} */
  const contexts = new Set();
  let lastContext = 0;
  let closed = false;

  const start = async (/** @type {boolean} */ ignoreTlsErrors) => {
    const host = await Host.start(type, progress, { path, display: display.name, ignoreTlsErrors });
    hosts.add(host);
    return host;
  };

  const take = async (/** @type {boolean} */ ignoreTlsErrors) => {
    const index = idle.findIndex((host) => host.ignoreTlsErrors === ignoreTlsErrors);
    const host = idle[index];
    if (host) {
      idle.splice(index, 1);
      return host;
    }
    const another = await start(ignoreTlsErrors);
    // Dialogs come to the first one's.
    await another.browser._syncServer.close();
    return another;
  };

  const giveBack = async (/** @type {Host} */ host, /** @type {boolean} */ clean) => {
    const used = (uses.get(host) ?? 0) + 1;
    uses.set(host, used);
    if (clean && used < USES) return void idle.push(host);
    hosts.delete(host);
    await host.stop();
  };

  const [first, version] = await Promise.all([start(false), webkitVersion(path, display.name)]);
  idle.push(first);
  const { browser } = first;
  browser.contexts = () => [...contexts];
  browser.isConnected = () => !closed;
  browser.version = () => version;
  browser.doCreateNewContext = async (/** @type {ContextOptions} */ wanted) => {
    const host = await take(wanted.ignoreHTTPSErrors ?? false);
    const id = `context-${(lastContext += 1)}`;
    const context = await hostContext(browser, host, {
      ...wanted,
      id,
      closed: async (clean) => {
        contexts.delete(context);
        await giveBack(host, clean);
      },
    });
    contexts.add(context);
    return context;
  };

  const close = async () => {
    closed = true;
    await Promise.all([...hosts].map(async (host) => host.stop()));
    await Promise.all([browser._syncServer.close(), display.close()]);
    browser._fireDidCloseOnce();
  };
  Object.assign(browser.options, { browserProcess: { close, kill: close } });
  if (artifactsDir) Object.assign(browser.options, { artifactsDir, downloadsPath: artifactsDir });
  if (tracesDir) Object.assign(browser.options, { tracesDir });
  return browser;
}
