import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { PagePlaces } from "./bidi-page-places.mjs";
import { SideDoor } from "./bidi-side-door.mjs";

/** What Playwright asks for at each new context and Firefox ESR does not know; without it, pages look as they do anyway. */
const UNKNOWN_COMMANDS = ["emulation.setMediaFeaturesOverride"];

const SOCKET_OPTIONS = { perMessageDeflate: false, maxPayload: 2 ** 30 };

/**
 * Stands between Playwright and Firefox: answers the commands that this Firefox does not know, and takes commands of others
 * to the same session through its side door.
 */
export class BidiRelay {
  #target;
  #sideDoor = new SideDoor();

  /** @param {string} target Where Firefox listens. */
  constructor(target) {
    this.#target = target;
  }

  /** Listens on a free port and tells the address; the port goes into the file that UPWIRE_BIDI_PORT_FILE names, if it does. */
  async listen() {
    const portFile = process.env["UPWIRE_BIDI_PORT_FILE"];
    // Nobody who was not told of the door needs it.
    const http = createServer(portFile === undefined ? undefined : this.#sideDoor.serve);
    const server = new WebSocketServer({ server: http, ...SOCKET_OPTIONS });
    server.on("connection", (playwright, { url }) => this.#relay(playwright, url ?? "/"));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const address = http.address();
    if (address === null || typeof address === "string") throw new Error("The relay does not listen on a port.");
    if (portFile !== undefined) await writeFile(portFile, String(address.port));
    return `ws://127.0.0.1:${address.port}`;
  }

  /**
   * @param {WebSocket} playwright
   * @param {string} path
   */
  #relay(playwright, path) {
    const firefox = new WebSocket(this.#target + path, SOCKET_OPTIONS);
    const places = new PagePlaces();
    /** @type {string[]} */
    const early = [];
    const send = (/** @type {string} */ text) => {
      if (firefox.readyState === WebSocket.OPEN) firefox.send(text);
      else early.push(text);
    };
    this.#sideDoor.open(send);
    firefox.on("open", () => early.splice(0).forEach(send));
    playwright.on("message", (data) => {
      const text = textOf(data);
      const answer = answerInstead(text);
      if (answer === undefined) send(places.choose(text));
      else playwright.send(answer);
    });
    firefox.on("message", (data) => {
      // Firefox keeps a message until the one before is acknowledged, which takes 40 ms unless something goes the other way.
      firefox.pong();
      const text = textOf(data);
      if (this.#sideDoor.took(text)) return;
      places.hear(text);
      playwright.send(text);
    });
    playwright.on("close", () => firefox.close());
    firefox.on("close", () => playwright.close());
    firefox.on("error", () => playwright.close());
  }
}

/** @param {import("ws").RawData} data */
function textOf(data) {
  // True because `ws` hands out Buffers unless told otherwise.
  return /** @type {Buffer} */ (data).toString();
}

/**
 * An answer to a command that Firefox does not know.
 *
 * @param {string} text
 */
function answerInstead(text) {
  // Most commands are none of these, and some carry whole scripts that need no reading.
  if (!UNKNOWN_COMMANDS.some((name) => text.includes(name))) return undefined;
  const { id, method } = JSON.parse(text);
  return UNKNOWN_COMMANDS.includes(method) ? JSON.stringify({ type: "success", id, result: {} }) : undefined;
}
