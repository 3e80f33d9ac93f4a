import { PAGE_INPUT } from "./page-input.mjs";

/** @typedef {import("./playwright-internals.ts").PageDelegate} PageDelegate */
/** @typedef {import("./playwright-internals.ts").Session} Session */

/** @type {WeakSet<object>} */
const fixed = new WeakSet();

/**
 * Gives the pages of Playwright's stock-WebKit backend what it leaves out and WebKitGTK can do, once and for all of them.
 *
 * @param {PageDelegate} page one of them
 */
export function fixPages(page) {
  // True because this is what all of them have in common.
  const prototype = /** @type {PageDelegate} */ (Object.getPrototypeOf(page));
  if (fixed.has(prototype)) return;
  fixed.add(prototype);
  const {
    _onFrameAttached: onFrameAttached,
    _calculateBootstrapScript: bootstrapScript,
    _initializeSession: initializeSession,
    _setSession: setSession,
  } = prototype;
  /** @type {Partial<PageDelegate> & ThisType<PageDelegate>} */
  const fixes = {
    // A trace goes without its film; it has its snapshots all the same.
    startScreencast: () => undefined,
    stopScreencast: () => undefined,

    /** The window is the viewport: it is opened without bars in the size of the context's. */
    async updateEmulatedViewportSize() {
      const wanted = this._page.emulatedSize()?.viewport;
      const size = await this._session.send("Runtime.evaluate", { expression: "`${innerWidth} x ${innerHeight}`" });
      if (!wanted || size.result.value === `${wanted.width} x ${wanted.height}`) return;
      throw new Error("A window of WebKitGTK keeps its size: say `viewport` where the context is made.");
    },

    /** A page of another site has a process of its own, and another name for the main frame; a `goto` waits by the old one. */
    _onFrameAttached(frame, parent) {
      const previous = this._page.mainFrame()?._id ?? frame;
      const resolve = this._pendingMainFrameLoaderResolvers.get(previous);
      if (parent === null && resolve) {
        this._pendingMainFrameLoaderResolvers.delete(previous);
        this._pendingMainFrameLoaderResolvers.set(frame, resolve);
      }
      return onFrameAttached.call(this, frame, parent);
    },

    async _initializeSession(session, provisional, onTree) {
      await initializeSession.call(this, session, provisional, onTree);
      await session.sendMayFail("Runtime.evaluate", { expression: PAGE_INPUT });
    },

    _setSession(session) {
      setSession.call(this, session);
      session.on("Page.frameStoppedLoading", ({ frameId }) => {
        // Refused only by a page that is gone meanwhile.
        void restore(this, session, frameId).catch(() => undefined);
      });
    },

    _calculateBootstrapScript() {
      return `${bootstrapScript.call(this)};\n${PAGE_INPUT}`;
    },
  };
  Object.assign(prototype, fixes);
}

/**
 * A page that comes out of the back/forward cache is announced as if it were new and with the address of the one that it replaces; but
 * its script contexts are not announced, and it does not load.
 *
 * @param {PageDelegate} page
 * @param {Session} session
 * @param {string} frame
 */
async function restore(page, session, frame) {
  const { frameManager } = page._page;
  const known = [...page._contextIdToContext.values()].some((context) => context.frame._id === frame);
  if (page._session !== session || frame !== page._page.mainFrame()?._id || known) return;
  await session.sendMayFail("Runtime.disable");
  await session.sendMayFail("Runtime.enable");
  const { result } = await session.send("Runtime.evaluate", { expression: "location.href", returnByValue: true });
  frameManager.frameCommittedSameDocumentNavigation(frame, String(result.value));
  frameManager.frameLifecycleEvent(frame, "domcontentloaded");
  frameManager.frameLifecycleEvent(frame, "load");
}
