import { connect } from "node:net";
import { frame, FrameReader, pagesIn, targetAndText } from "./inspector-frames.mjs";
import { Nudge } from "./nudge.mjs";

/**
 * What `webkit.connectOverCDP` takes in place of an address.
 *
 * @typedef {object} Transport
 * @property {(message: { readonly id: number, readonly params?: { readonly message?: unknown } }) => void} send
 * @property {() => void} close
 * @property {() => void} open
 * @property {(message: unknown) => void} [onmessage]
 * @property {(reason?: string) => void} [onclose]
 */

/** The browser's own process is the server's first and only connection. */
const BROWSER = 1n;
/** No page has this number. */
const NOBODY = 1_000_000n;
const NOTHING = Buffer.alloc(0);

/** A connection to a browser's inspector server, and through it to the inspector of each of its pages. */
export class InspectorClient {
  /**
   * Hears of each page once.
   *
   * @type {((page: bigint) => void) | undefined}
   */
  onpage;
  /** @type {(() => void) | undefined} */
  onclose;
  #socket;
  #reader = new FrameReader();
  /** @type {Map<bigint, { transport: Transport, nudge: Nudge }>} */
  #pages = new Map();
  /** @type {Set<bigint>} */
  #seen = new Set();

  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (/** @type {Buffer} */ piece) => {
      for (const { name, body } of this.#reader.add(piece)) this.#take(name, body);
    });
    socket.on("close", () => {
      for (const { transport } of this.#pages.values()) transport.onclose?.();
      this.onclose?.();
    });
    // A browser that was ended does not say goodbye; "close" follows.
    socket.on("error", () => undefined);
    this.#write("SetupInspectorClient", Buffer.from("\0"));
  }

  /**
   * Connects, if the server listens already.
   *
   * @param {number} port
   * @returns {Promise<InspectorClient | undefined>}
   */
  static async connect(port) {
    const socket = connect(port, "127.0.0.1");
    const connected = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    return connected ? new InspectorClient(socket) : undefined;
  }

  /**
   * The way to the inspector of a page. It begins to speak when it is opened.
   *
   * @param {bigint} page
   * @returns {Transport}
   */
  transport(page) {
    const send = (/** @type {object} */ message) =>
      this.#write("SendMessageToBackend", [BROWSER, page, JSON.stringify(message)]);
    const nudge = new Nudge(send, () => this.#write("SendMessageToBackend", [BROWSER, NOBODY, ""]));
    /** @type {Transport} */
    const transport = {
      open: () => this.#write("Setup", [BROWSER, page]),
      send: (message) => {
        nudge.sent(message);
        send(message);
      },
      close: () => {
        if (!this.#pages.delete(page)) return;
        this.#write("FrontendDidClose", [BROWSER, page]);
        transport.onclose?.();
      },
    };
    this.#pages.set(page, { transport, nudge });
    return transport;
  }

  close() {
    this.#socket.destroy();
  }

  /**
   * @param {string} name
   * @param {Parameters<typeof frame>[1]} parameters
   */
  #write(name, parameters) {
    if (this.#socket.writable) this.#socket.write(frame(name, parameters));
  }

  /**
   * @param {string} name
   * @param {Buffer} body
   */
  #take(name, body) {
    // The server passes over what it does not know; but until it hears something it may keep its next message for 40 ms.
    this.#write("Acknowledge", NOTHING);
    if (name === "SendMessageToFrontend") {
      const { target, text } = targetAndText(body);
      const page = this.#pages.get(target);
      if (!page) return;
      // True because it is a JSON-RPC message.
      const message = /** @type {{ readonly id?: number }} */ (JSON.parse(text));
      if (page.nudge.came(message)) page.transport.onmessage?.(message);
    } else if (name === "SetTargetList") this.#list(pagesIn(body));
  }

  /** @param {readonly bigint[]} pages */
  #list(pages) {
    for (const page of pages) {
      if (this.#seen.has(page)) continue;
      this.#seen.add(page);
      this.onpage?.(page);
    }
  }
}
