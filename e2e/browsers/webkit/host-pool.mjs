/** @typedef {import("./host.mjs").Host} Host */

/** How many contexts a MiniBrowser serves before it has grown too large. */
const USES = 30;

/** MiniBrowsers that wait for their next context. */
export class HostPool {
  #start;
  /** @type {Set<Host>} */
  #all = new Set();
  /** @type {Host[]} */
  #idle = [];
  /** @type {WeakMap<Host, number>} */
  #uses = new WeakMap();

  /** @param {(ignoreTlsErrors: boolean) => Promise<Host>} start */
  constructor(start) {
    this.#start = start;
  }

  /** @param {Host} host which waits already */
  add(host) {
    this.#all.add(host);
    this.#idle.push(host);
  }

  /**
   * One that nobody uses, started where there is none.
   *
   * @param {boolean} ignoreTlsErrors
   */
  async take(ignoreTlsErrors) {
    this.#idle = this.#idle.filter(({ ended }) => !ended);
    const index = this.#idle.findIndex((host) => host.ignoreTlsErrors === ignoreTlsErrors);
    const idle = this.#idle[index];
    if (idle) {
      this.#idle.splice(index, 1);
      return idle;
    }
    const host = await this.#start(ignoreTlsErrors);
    this.#all.add(host);
    return host;
  }

  /**
   * Keeps one for later if its user has left nothing in it.
   *
   * @param {Host} host
   * @param {boolean} clean
   */
  async giveBack(host, clean) {
    const uses = (this.#uses.get(host) ?? 0) + 1;
    this.#uses.set(host, uses);
    if (clean && uses < USES && !host.ended) {
      this.#idle.push(host);
      return;
    }
    this.#all.delete(host);
    await host.stop();
  }

  /** Ends all of them, used or not. */
  async close() {
    await Promise.all([...this.#all].map(async (host) => host.stop()));
  }
}
