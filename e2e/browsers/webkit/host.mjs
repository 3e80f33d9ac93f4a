import { fixPages } from "./page-fixes.mjs";
import { MiniBrowser } from "./mini-browser.mjs";

/** @typedef {import("./inspector-client.mjs").Transport} Transport */
/** @typedef {import("./playwright-internals.ts").Browser} Browser */
/** @typedef {import("./playwright-internals.ts").PageDelegate} PageDelegate */
/** @typedef {import("./playwright-internals.ts").Progress} Progress */
/** @typedef {import("./playwright-internals.ts").ServerBrowserType} ServerBrowserType */
/** @typedef {import("./playwright-internals.ts").Size} Size */

/**
 * A window whose inspector is to be opened.
 *
 * @typedef {{ readonly id: string, readonly transport: Transport }} Window
 */

/**
 * How a host is started.
 *
 * @typedef {{ readonly path: string, readonly display: string, readonly ignoreTlsErrors: boolean }} HostOptions
 */

/** A MiniBrowser whose first window stays empty and opens the others. */
export class Host {
  /** As Playwright sees it: a browser with the first window alone. */
  browser;
  ignoreTlsErrors;
  /** Whether it has ended, be it by itself. */
  ended = false;
  /** Takes windows that pages have opened. */
  popup = (/** @type {Window} */ window) => window.transport.close();
  #mini;
  #first;
  /** @type {((page: bigint) => void) | undefined} */
  #awaiting;
  /** Windows are opened one after another, so that each gets the page that it has asked for. */
  #last = Promise.resolve();

  /**
   * @param {MiniBrowser} mini
   * @param {Browser} browser
   * @param {PageDelegate} first
   * @param {boolean} ignoreTlsErrors
   */
  constructor(mini, browser, first, ignoreTlsErrors) {
    this.#mini = mini;
    this.#first = first;
    this.browser = browser;
    this.ignoreTlsErrors = ignoreTlsErrors;
    mini.inspector.onclose = () => (this.ended = true);
    mini.inspector.onpage = (page) => {
      const awaiting = this.#awaiting;
      this.#awaiting = undefined;
      if (awaiting) awaiting(page);
      else this.popup(this.#window(page));
    };
  }

  /**
   * @param {ServerBrowserType} type
   * @param {Progress} progress
   * @param {HostOptions} options
   */
  static async start(type, progress, { path, display, ignoreTlsErrors }) {
    const mini = await MiniBrowser.start(path, { display, ignoreTlsErrors });
    try {
      const page = await new Promise((/** @type {(page: bigint) => void} */ resolve, reject) => {
        mini.inspector.onpage = resolve;
        mini.inspector.onclose = () => reject(new Error(`MiniBrowser has ended. ${mini.errors}`));
      });
      const browser = await type.connectOverCDP(progress, { transport: mini.inspector.transport(page), isLocal: true });
      const [tab] = browser._tabs.values();
      if (!tab) throw new Error(`MiniBrowser has no window. ${mini.errors}`);
      fixPages(tab.page);
      return new Host(mini, browser, tab.page, ignoreTlsErrors);
    } catch (error) {
      await mini.stop();
      throw error;
    }
  }

  /**
   * Opens an empty window without bars, so that its viewport has that size.
   *
   * @param {Size} size
   * @returns {Promise<Window>}
   */
  async open({ width, height }) {
    const opened = this.#last.then(async () => {
      const page = new Promise((/** @type {(page: bigint) => void} */ resolve) => {
        this.#awaiting = resolve;
      });
      // With an address it would load that later, over what the test loads.
      const expression = `window.open("", "_blank", "width=${width},height=${height}").opener = null`;
      await this.#first._session.send("Runtime.evaluate", { expression, emulateUserGesture: true });
      return page;
    });
    this.#last = opened.then(
      () => undefined,
      () => undefined,
    );
    return this.#window(await opened);
  }

  async stop() {
    await this.#mini.stop();
  }

  /** @param {bigint} page */
  #window(page) {
    return { id: String(page), transport: this.#mini.inspector.transport(page) };
  }
}
