import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { FrameReader } from "./frame-reader.mjs";

/** All connections read into the same memory, one after the other. */
const scratch = Buffer.alloc(256 * 1024);

/** One client: a TCP socket with a WebSocket upgrade on it, that sends ready-made frames and counts what comes back. */
export class Connection {
  /** Called after every read with the number of frames that ended in it. @type {(frames: number) => void} */
  onFrames = () => {};
  reader;
  #socket;
  #wire;
  #response = "";
  #upgraded = false;
  /** @type {() => void} */
  #ready = () => {};

  /** @param {number} port @param {import("./wires.mjs").Wire} wire */
  constructor(port, wire) {
    this.#wire = wire;
    this.reader = new FrameReader((text) => this.#greet(text));
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: { buffer: scratch, callback: (length) => this.#read(length) },
    });
  }

  /** Resolves when events may be sent. @returns {Promise<void>} */
  async open() {
    const ready = new Promise((resolve, reject) => {
      this.#ready = () => resolve(undefined);
      this.#socket.once("error", reject);
      this.#socket.once("close", () => reject(new Error("the server closed a connection during its set-up")));
    });
    this.#socket.write(
      `GET ${this.#wire.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await ready;
    this.reader.collecting = false;
  }

  /** @param {Buffer} frames */
  send(frames) {
    this.#socket.write(frames);
  }

  /** Resolves when the socket is gone. */
  async close() {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, "close");
    this.#socket.resetAndDestroy();
    await closed;
  }

  /** @param {number} length */
  #read(length) {
    if (!this.#upgraded) return this.#readResponse(length);
    const before = this.reader.frames;
    this.reader.read(scratch, length);
    if (this.reader.frames > before) this.onFrames(this.reader.frames - before);
    return true;
  }

  /** @param {number} length */
  #readResponse(length) {
    this.#response += scratch.toString("latin1", 0, length);
    const end = this.#response.indexOf("\r\n\r\n");
    if (end < 0) return true;
    if (!this.#response.startsWith("HTTP/1.1 101"))
      throw new Error(`the upgrade was refused: ${this.#response.slice(0, 80)}`);
    this.#upgraded = true;
    if (this.#wire.silent) this.#ready();
    const rest = Buffer.from(this.#response.slice(end + 4), "latin1");
    this.reader.read(rest, rest.length);
    return true;
  }

  /** @param {string} text */
  #greet(text) {
    const next = this.#wire.answer(text);
    if (next === "ready") this.#ready();
    else if (next !== undefined) this.send(next);
  }
}
