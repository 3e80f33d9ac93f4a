import { fixPages } from "./page-fixes.mjs";
import { MiniBrowser } from "./mini-browser.mjs";
import { openDisplay } from "./display.mjs";

/** @import { Browser, Context, ContextClass, ContextOptions, LaunchOptions, Page, PageDelegate, Progress, ServerBrowserType } from "./playwright-internals.ts" */

/** A MiniBrowser, the page of its first window, and whether it trusts certificates blindly. */
class Host {
  #mini;
  #anchor;
  ignoreTlsErrors;
  /** Windows are opened one after another, so that each gets the page that it has asked for. */
  #last = Promise.resolve();

  /**
   * @param {MiniBrowser} mini
   * @param {PageDelegate} anchor
   * @param {boolean} ignoreTlsErrors
   */
  constructor(mini, anchor, ignoreTlsErrors) {
    this.#mini = mini;
    this.#anchor = anchor;
    this.ignoreTlsErrors = ignoreTlsErrors;
  }

  /**
   * Opens a window without bars; its inspector is to be opened.
   *
   * @param {{ readonly width: number, readonly height: number }} size
   */
  async openWindow({ width, height }) {
    const opened = this.#last.then(async () => {
      const expression = `window.open("", "_blank", "width=${width},height=${height}").opener = null`;
      await this.#anchor._session.send("Runtime.evaluate", { expression, emulateUserGesture: true });
      return this.#mini.inspector.nextPage();
    });
    this.#last = opened.then(
      () => undefined,
      () => undefined,
    );
    const page = await opened;
    return { id: String(page), transport: this.#mini.inspector.transport(page) };
  }

  async stop() {
    await this.#mini.stop();
  }
}

const DEFAULT_SIZE = { width: 1280, height: 720 };

/** WebKitGTK's MiniBrowser as a browser of Playwright's: contexts are MiniBrowsers, used again when nothing is left in them. */
class SystemWebkit {
  #type;
  #path;
  #display;
  /** @type {Set<Host>} */
  #hosts = new Set();
  /** @type {Host[]} */
  #idle = [];
  /** @type {Set<Context>} */
  #contexts = new Set();
  #lastContext = 0;
  #closed = false;

  /**
   * @param {ServerBrowserType} type
   * @param {string} path
   * @param {Awaited<ReturnType<typeof openDisplay>>} display
   */
  constructor(type, path, display) {
    this.#type = type;
    this.#path = path;
    this.#display = display;
  }

  /**
   * @param {Progress} progress
   * @param {LaunchOptions} options
   * @returns {Promise<Browser>}
   */
  async launch(progress, options) {
    const { browser, host } = await this.#start(progress, false);
    this.#idle.push(host);
    const { browserProcess } = browser.options;
    browserProcess.close = browserProcess.kill = async () => {
      await this.#close();
      browser._fireDidCloseOnce();
    };
    if (options.artifactsDir) browser.options.artifactsDir = browser.options.downloadsPath = options.artifactsDir;
    if (options.tracesDir) browser.options.tracesDir = options.tracesDir;
    return Object.assign(browser, {
      contexts: () => [...this.#contexts],
      isConnected: () => !this.#closed,
      version: () => "WebKitGTK",
      doCreateNewContext: async (/** @type {ContextOptions} */ wanted) => this.#newContext(progress, browser, wanted),
    });
  }

  /**
   * @param {Progress} progress
   * @param {boolean} ignoreTlsErrors
   */
  async #start(progress, ignoreTlsErrors) {
    const mini = await MiniBrowser.start(this.#path, { display: this.#display.name, ignoreTlsErrors });
    const transport = mini.inspector.transport(await mini.inspector.nextPage());
    const browser = await this.#type.connectOverCDP(progress, { transport, isLocal: true });
    const [tab] = browser._tabs.values();
    if (!tab) throw new Error("MiniBrowser has ended.");
    fixPages(tab.page);
    const host = new Host(mini, tab.page, ignoreTlsErrors);
    this.#hosts.add(host);
    return { browser, host };
  }

  /**
   * @param {Progress} progress
   * @param {Browser} browser
   * @param {ContextOptions} options
   */
  async #newContext(progress, browser, options) {
    const ignoreTlsErrors = options.ignoreHTTPSErrors ?? false;
    const index = this.#idle.findIndex((host) => host.ignoreTlsErrors === ignoreTlsErrors);
    const [idle] = index === -1 ? [] : this.#idle.splice(index, 1);
    const host = idle ?? (await this.#start(progress, ignoreTlsErrors)).host;

    // Like the browser in everything but its pages.
    const holder = Object.assign(Object.create(browser), { _tabs: new Map() });
    const context = construct(browser._context, holder, options, `context-${(this.#lastContext += 1)}`);
    holder._context = context;
    let clean = true;
    const { addCookies } = context;
    Object.assign(context, {
      async doCreateNewPage() {
        const { id, transport } = await host.openWindow(options.viewport ?? DEFAULT_SIZE);
        await holder._attachTab(id, transport);
        return holder._tabs.get(id).page._page;
      },
      addCookies(cookies) {
        clean = false;
        return addCookies.call(context, cookies);
      },
      doClose: async () => {
        this.#contexts.delete(context);
        for (const page of context.pages()) {
          clean &&= (await page.delegate.getCookies().catch(() => [])).length === 0;
          await page.delegate.closePage();
        }
        if (clean && !this.#closed) this.#idle.push(host);
        else await this.#drop(host);
      },
    });
    await context.initialize();
    this.#contexts.add(context);
    return context;
  }

  async #drop(host) {
    this.#hosts.delete(host);
    await host.stop();
  }

  async #close() {
    this.#closed = true;
    await Promise.all([...this.#hosts].map(async (host) => host.stop()));
    await this.#display.close();
  }
}

function construct(model, browser, options, id) {
  return Reflect.construct(Object.getPrototypeOf(model.constructor), [browser, options, id], model.constructor);
}

/**
 * Has Playwright's `webkit` start the system's MiniBrowser.
 *
 * @param {import("@playwright/test").BrowserType} webkit
 * @param {string} path
 */
export function useSystemWebkit(webkit, path) {
  const type = serverSide(webkit);
  type.launch = async (progress, options) => {
    const display = await openDisplay();
    return new SystemWebkit(type, path, display).launch(progress, options);
  };
}

function serverSide(type) {
  return type._connection.toImpl(type);
}
