const CREATE = "browsingContext.create";
const DESTROYED = "browsingContext.contextDestroyed";

/**
 * Has a page opened as a tab of the window there is, which takes a quarter of the time, unless another page is open: both are to be
 * seen, as in the windows that Playwright asks for. The first one stays a window, since a browser that has just started may still be
 * busy with its own.
 */
export class PagePlaces {
  /** @type {Set<number>} */
  #asked = new Set();
  /** @type {Set<string>} */
  #open = new Set();
  #started = false;

  /**
   * The command to send in place of that one of Playwright's.
   *
   * @param {string} text
   */
  choose(text) {
    if (!text.includes(CREATE)) return text;
    const command = JSON.parse(text);
    if (command.method !== CREATE) return text;
    const alone = this.#started && this.#asked.size + this.#open.size === 0;
    this.#started = true;
    this.#asked.add(command.id);
    return alone ? JSON.stringify({ ...command, params: { ...command.params, type: "tab" } }) : text;
  }

  /**
   * Hears what Firefox says.
   *
   * @param {string} text
   */
  hear(text) {
    const destroyed = this.#open.size > 0 && text.includes(DESTROYED);
    if (this.#asked.size === 0 && !destroyed) return;
    const { id, result, method, params } = JSON.parse(text);
    if (method === DESTROYED) this.#open.delete(params.context);
    else if (this.#asked.delete(id) && result) this.#open.add(result.context);
  }
}
