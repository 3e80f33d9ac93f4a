/** Playwright counts its commands from 1. */
const FIRST_ID = 1_000_000_000;

/**
 * Keeps the answers of a page moving. Between WebKitGTK's inspector server and its pages, in one and the same process, is a TCP
 * connection on which each message waits until the one before is acknowledged, which takes 40 ms unless something goes the other way.
 * So while answers are due, whatever comes is followed by a command that is refused at once: it acknowledges what has come, and its
 * refusal acknowledges the command. When nothing but the refusal comes, nothing waits, and what nobody answers acknowledges that.
 */
export class Nudge {
  #send;
  #hush;
  #lastId = FIRST_ID;
  /** @type {Map<number, number>} Commands of Playwright: by which number it is told that one was passed on, and by which its answer. */
  #sent = new Map();
  /** @type {Set<number>} */
  #due = new Set();
  /** Refusals that have come since anything else has. */
  #refusals = 0;
  #scheduled = false;

  /**
   * @param {(command: { readonly id: number, readonly method: string }) => void} send
   * @param {() => void} hush sends what nobody answers
   */
  constructor(send, hush) {
    this.#send = send;
    this.#hush = hush;
  }

  /**
   * Hears what Playwright sends.
   *
   * @param {{ readonly id: number, readonly params?: { readonly message?: unknown } }} command
   */
  sent({ id, params }) {
    const answer = /^\{"id":(\d+)/.exec(String(params?.message))?.[1];
    if (answer === undefined) return;
    this.#sent.set(id, Number(answer));
    this.#refusals = 0;
  }

  /**
   * Hears what has come, and whether Playwright has asked for it.
   *
   * @param {{ readonly id?: number, readonly params?: { readonly message?: unknown } }} message
   */
  came({ id = 0, params }) {
    const refusal = id > FIRST_ID;
    this.#refusals = refusal ? this.#refusals + 1 : 0;
    const answer = this.#sent.get(id);
    if (answer !== undefined) this.#due.add(answer);
    else if (!refusal) this.#due.delete(Number(/"id":(\d+)\}$/.exec(String(params?.message))?.[1]));
    this.#sent.delete(id);
    if (this.#refusals < 2) this.#schedule();
    return !refusal;
  }

  /** Once for all that has come in one piece. */
  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#sent.size + this.#due.size === 0) return;
      if (this.#refusals > 0) return this.#hush();
      this.#lastId += 1;
      this.#send({ id: this.#lastId, method: "Upwire.nudge" });
    });
  }
}
