import { json } from "node:stream/consumers";

/** Playwright counts its commands from 1. */
const FIRST_ID = 1_000_000_000;

/**
 * Takes BiDi commands that Playwright has no method for (`webExtension.install`, say) to the session that Playwright has
 * opened: `POST /cmd` with `{ method, params }` is answered by `{ result }` or `{ error }`.
 */
export class SideDoor {
  #nextId = FIRST_ID;
  /** @type {Map<number, (answer: { result?: unknown, error?: string }) => void>} */
  #waiting = new Map();
  /** @type {((text: string) => void) | undefined} */
  #send;

  /**
   * Leads to that session from now on.
   *
   * @param {(text: string) => void} send
   */
  open(send) {
    this.#send = send;
  }

  /** @type {import("node:http").RequestListener} */
  serve = (request, response) => {
    // Pages of the browser itself send an Origin, and have no business here.
    if (request.method !== "POST" || request.url !== "/cmd" || request.headers.origin !== undefined) {
      response.writeHead(404).end();
      return;
    }
    this.#carryOut(request).then(
      (answer) => response.end(JSON.stringify(answer)),
      (/** @type {unknown} */ error) => response.end(JSON.stringify({ error: String(error) })),
    );
  };

  /**
   * Whether that message of Firefox was the answer to a command from here.
   *
   * @param {string} text
   */
  took(text) {
    if (this.#waiting.size === 0) return false;
    const { id, type, result, error, message } = JSON.parse(text);
    const resolve = this.#waiting.get(id);
    if (!resolve) return false;
    this.#waiting.delete(id);
    resolve(type === "error" ? { error: `${error}: ${message}` } : { result });
    return true;
  }

  /**
   * @param {import("node:stream").Readable} request
   * @returns {Promise<{ result?: unknown, error?: string }>}
   */
  async #carryOut(request) {
    // True because whoever knows of this door says it so; Firefox refuses the rest.
    const { method, params = {} } = /** @type {{ method: string, params?: object }} */ (await json(request));
    const send = this.#send;
    if (!send) return { error: "Playwright has not opened a session yet" };
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve);
      send(JSON.stringify({ id, method, params }));
    });
  }
}
