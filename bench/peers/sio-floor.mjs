import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "../listen.mjs";
import { eventFrames, textFrame } from "./floor-frame.mjs";

const HANDSHAKE = { upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };

/** One client of the floor: its socket, corked for the rest of the tick by the first write, and its unfinished event. */
class Connection {
  id = randomBytes(15).toString("base64url");
  #corked = false;
  #due = 0;
  /** @type {unknown[]} */
  #args = [];
  /** @type {Buffer[]} */
  #attachments = [];
  #socket;
  #server;

  /** @param {import("node:net").Socket} socket @param {Floor} server */
  constructor(socket, server) {
    this.#socket = socket;
    this.#server = server;
  }

  /** @param {Buffer} frames */
  write(frames) {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(uncork, this);
    }
    this.#socket.write(frames);
  }

  /** @param {Buffer} data @param {boolean} binary */
  receive(data, binary) {
    if (binary) return this.#receiveAttachment(data);
    const text = data.toString();
    if (text[0] !== "4") return;
    if (text[1] === "2") return this.#server.dispatch(this, JSON.parse(text.slice(2)));
    if (text[1] === "0") return this.#server.join(this);
    if (text[1] !== "5") return;
    const dash = text.indexOf("-");
    this.#due = Number(text.slice(2, dash));
    this.#args = JSON.parse(text.slice(dash + 1));
    this.#attachments = [];
  }

  /** @param {Buffer} data */
  #receiveAttachment(data) {
    this.#attachments.push(data);
    if (this.#attachments.length < this.#due) return;
    this.#server.dispatch(
      this,
      this.#args.map((value) => (isPlaceholder(value) ? this.#attachments[value.num] : value)),
    );
  }

  uncork() {
    this.#corked = false;
    this.#socket.uncork();
  }
}

/** @param {Connection} connection */
function uncork(connection) {
  connection.uncork();
}

/** The handlers by event name, and everyone who joined. */
class Floor {
  /** @type {Set<Connection>} */
  members = new Set();
  /** @type {Map<unknown, (from: Connection, args: unknown[]) => void>} */
  #handlers = new Map([
    ["e", (from, args) => from.write(eventFrames(["e", ...args]))],
    ["b", (_from, args) => this.#broadcast(eventFrames(["b", ...args]))],
  ]);

  /** @param {Connection} from @param {unknown[]} data */
  dispatch(from, data) {
    this.#handlers.get(data[0])?.(from, data.slice(1));
  }

  /** @param {Connection} connection */
  join(connection) {
    this.members.add(connection);
    connection.write(textFrame(`40{"sid":"${connection.id}"}`));
  }

  /** @param {Buffer} frames */
  #broadcast(frames) {
    for (const member of this.members) member.write(frames);
  }
}

/** @param {any} value @returns {value is { num: number }} */
function isPlaceholder(value) {
  return value?._placeholder === true;
}

/**
 * Not a server anyone should run: the least that Socket.IO on `ws` must do per event (JSON both ways, attachments,
 * dispatch by name), with one corked write per read and frames built by hand. It says what is within reach.
 */
export function start() {
  const http = createServer();
  const floor = new Floor();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on("connection", (socket, request) => {
    const connection = new Connection(request.socket, floor);
    connection.write(textFrame(`0${JSON.stringify({ sid: connection.id, ...HANDSHAKE })}`));
    socket.on("message", (/** @type {Buffer} the default binaryType */ data, binary) =>
      connection.receive(data, binary),
    );
    socket.on("close", () => floor.members.delete(connection));
  });
  return listen(http);
}
