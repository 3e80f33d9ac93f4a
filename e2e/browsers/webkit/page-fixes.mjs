import { PAGE_INPUT } from "./page-input.mjs";

/** @import { PageDelegate } from "./playwright-internals.ts" */

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
  const { _onFrameAttached: onFrameAttached, _calculateBootstrapScript: bootstrapScript } = prototype;
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
      const waiting = this._pendingMainFrameLoaderResolvers;
      const previous = this._page.mainFrame()?._id;
      const resolve = waiting.get(previous);
      if (parent === null && resolve) {
        waiting.delete(previous);
        waiting.set(frame, resolve);
      }
      return onFrameAttached.call(this, frame, parent);
    },

    _calculateBootstrapScript() {
      return `${bootstrapScript.call(this)};\n${PAGE_INPUT}`;
    },
  };
  Object.assign(prototype, fixes);
}
