import { maskedFrame } from "./masked-frame.mjs";

const ATTACHMENT = Buffer.alloc(1024, 0xb1);

/**
 * One event as the client sends it, and what comes back for it.
 * @typedef {object} Exchange
 * @property {Buffer} request ready-made frames
 * @property {number} frames how many frames one reply has
 * @property {number} bytes how many bytes the frames of one reply carry
 */

/**
 * The client's side of a peer's protocol. `answer` reads the texts of a handshake and says what to do next.
 * @typedef {object} Wire
 * @property {string} path
 * @property {(text: string) => Buffer | "ready" | undefined} answer
 * @property {boolean} silent whether the connection is ready as soon as the upgrade is answered
 * @property {(event: "e" | "b", binary: boolean) => Exchange} exchange
 */

/** @param {string} event */
function eventText(event) {
  return `42["${event}",{"id":1234,"text":"the quick brown fox"}]`;
}

/** @param {string} event */
function eventHead(event) {
  return `451-["${event}",{"_placeholder":true,"num":0}]`;
}

/**
 * The messages of an event as one opaque message of the same size; `42["e",…` is a message packet to Engine.IO as well.
 * @param {"e" | "b"} event @param {boolean} binary @returns {Exchange}
 */
function opaque(event, binary) {
  const message = binary ? Buffer.concat([Buffer.from(eventHead(event)), ATTACHMENT]) : eventText(event);
  return { request: maskedFrame(message), frames: 1, bytes: Buffer.byteLength(message) };
}

/** @param {"e" | "b"} event @param {boolean} binary @returns {Exchange} */
function socketEvent(event, binary) {
  if (!binary) return opaque(event, binary);
  const head = eventHead(event);
  return {
    request: Buffer.concat([maskedFrame(head), maskedFrame(ATTACHMENT)]),
    frames: 2,
    bytes: head.length + ATTACHMENT.length,
  };
}

/** The wires by the name that `peers.mjs` gives them. @type {Readonly<Record<"plain" | "engine" | "socket", Wire>>} */
export const WIRES = {
  plain: { path: "/", silent: true, answer: () => undefined, exchange: opaque },
  engine: {
    path: "/engine.io/?EIO=4&transport=websocket",
    silent: false,
    answer: (text) => (text.startsWith("0{") ? "ready" : undefined),
    exchange: opaque,
  },
  socket: {
    path: "/socket.io/?EIO=4&transport=websocket",
    silent: false,
    answer: (text) => (text.startsWith("0{") ? maskedFrame("40") : text.startsWith("40{") ? "ready" : undefined),
    exchange: socketEvent,
  },
};
