/** @typedef {import("./host.mjs").Host} Host */
/** @typedef {import("./host.mjs").Window} Window */
/** @typedef {import("./playwright-internals.ts").Browser} Browser */
/** @typedef {import("./playwright-internals.ts").Context} Context */
/** @typedef {import("./playwright-internals.ts").ContextOptions} ContextOptions */
/** @typedef {import("./playwright-internals.ts").Tabs} Tabs */

const DEFAULT_SIZE = { width: 1280, height: 720 };

/**
 * A browser context whose pages are windows of a host that nobody else uses meanwhile.
 *
 * @param {Browser} browser
 * @param {Host} host
 * @param {ContextOptions & { readonly id: string, readonly closed: (clean: boolean) => Promise<void> }} options `closed` hears whether
 *   the host is as it was before
 */
export async function hostContext(browser, host, { id, closed, ...options }) {
  // Like the browser in everything but its pages, and with a context of its own.
  /** @type {Tabs} */
  const tabs = Object.create(browser, { _tabs: { value: new Map() }, _context: { get: () => context } });
  /** @type {Context} */
  const context = Reflect.construct(base(browser._context), [tabs, options, id], browser._context.constructor);
  const { addCookies } = context;
  let clean = true;

  /** @param {Window} window */
  async function attach(window) {
    await tabs._attachTab(window.id, window.transport);
    const tab = tabs._tabs.get(window.id);
    if (!tab) throw new Error("The window was closed while it opened.");
    return tab.page._page;
  }

  context.doCreateNewPage = async () => attach(await host.open(options.viewport ?? DEFAULT_SIZE));
  context.addCookies = async (cookies) => {
    clean = false;
    await addCookies.call(context, cookies);
  };
  context.doClose = async () => {
    host.popup = (window) => window.transport.close();
    for (const { delegate } of context.pages()) {
      const cookies = await delegate.getCookies().catch(() => ["unknown"]);
      clean &&= cookies.length === 0;
      await delegate.closePage();
    }
    await closed(clean);
  };
  // A page that is closed at once is nobody's loss.
  host.popup = (window) => void attach(window).catch(() => undefined);
  await context.initialize();
  return context;
}

/**
 * The class below that of stock WebKit's contexts, whose constructor, unlike that one's, takes options.
 *
 * @param {Context} context
 */
function base(context) {
  return Object.getPrototypeOf(context.constructor);
}
