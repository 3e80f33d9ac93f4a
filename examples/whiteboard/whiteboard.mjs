import { BoardHistory } from "./board-history.mjs";
import { readStroke } from "./read-stroke.mjs";

/**
 * @typedef {import("./src/events.ts").ClientToServer} ClientToServer
 * @typedef {import("./src/events.ts").ServerToClient} ServerToClient
 * @typedef {import("./src/events.ts").Visitor} Visitor
 * @typedef {import("./src/events.ts").ChatLine} ChatLine
 * @typedef {import("@upwire/server").Server<ClientToServer, ServerToClient>} WhiteboardServer
 * @typedef {import("@upwire/server").Socket<ClientToServer, ServerToClient>} WhiteboardSocket
 */

const MAX_CHAT_LINES = 100;
const MAX_CHAT_LENGTH = 500;
const MAX_NAME_LENGTH = 24;
/** How long a link that was cut on request stays refused: long enough to see the attempts, short enough to wait for. */
const CUT_FOR = 4_000;

/** One board in memory, shared by everybody who connects to `io`. */
export class Whiteboard {
  #io;
  #history = new BoardHistory();
  /** @type {ChatLine[]} */
  #chat = [];
  /** @type {Map<string, Visitor>} */
  #visitors = new Map();
  /** Until when whose link is refused. @type {Map<string, number>} */
  #cutUntil = new Map();
  #arrivals = 0;

  /** @param {WhiteboardServer} io */
  constructor(io) {
    this.#io = io;
    io.on("connection", (socket) => this.#arrive(socket));
  }

  /**
   * Whether a visitor's new link is welcome: not so soon after they had theirs cut.
   *
   * @param {string | null} visitor
   */
  admits(visitor) {
    return (this.#cutUntil.get(visitor ?? "") ?? 0) <= performance.now();
  }

  /** @param {WhiteboardSocket} socket */
  #arrive(socket) {
    const visitor = this.#seat(socket);
    socket.emit("welcome", {
      you: visitor,
      visitors: [...this.#visitors.values()],
      strokes: this.#history.strokes,
      chat: this.#chat,
    });
    this.#io.emit("visitors", [...this.#visitors.values()]);
    this.#listenToPen(socket);
    this.#listenToChat(socket);
    this.#listenToLink(socket);
    socket.on("disconnect", () => {
      this.#visitors.delete(socket.id);
      this.#io.emit("visitors", [...this.#visitors.values()]);
    });
  }

  /**
   * @param {WhiteboardSocket} socket
   * @returns {Visitor}
   */
  #seat(socket) {
    const { name, ink } = socket.handshake.auth;
    const seated = {
      id: socket.id,
      name: readName(name) ?? "Visitor",
      ink: Number.isSafeInteger(ink) && ink >= 0 ? ink : this.#arrivals,
    };
    this.#arrivals += 1;
    this.#visitors.set(socket.id, seated);
    return seated;
  }

  /** @param {WhiteboardSocket} socket */
  #listenToPen(socket) {
    socket.on("drawing", (value) => {
      const stroke = readStroke(value);
      if (stroke) socket.broadcast.emit("drawing", stroke);
    });
    socket.on("drawn", (value, kept) => {
      const stroke = readStroke(value);
      if (stroke && this.#history.add(stroke)) socket.broadcast.emit("drawn", stroke);
      if (typeof kept === "function") kept();
    });
    socket.on("cursor", (x, y) => {
      if (Number.isFinite(x) && Number.isFinite(y)) socket.broadcast.volatile.emit("cursor", socket.id, x, y);
    });
    socket.on("clear", () => {
      this.#history.clear();
      this.#io.emit("cleared");
    });
  }

  /** @param {WhiteboardSocket} socket */
  #listenToChat(socket) {
    socket.on("chat", (line, kept) => {
      const added = this.#addChat(socket.id, line);
      if (added) this.#io.emit("chat", added);
      if (typeof kept === "function") kept();
    });
    socket.on("rename", (name) => {
      const visitor = this.#visitors.get(socket.id);
      const valid = readName(name);
      if (!visitor || !valid) return;
      this.#visitors.set(socket.id, { ...visitor, name: valid });
      this.#io.emit("visitors", [...this.#visitors.values()]);
    });
  }

  /**
   * @param {string} visitorId
   * @param {unknown} line
   * @returns {ChatLine | undefined} The line as all shall see it; undefined when it is none or is there already.
   */
  #addChat(visitorId, line) {
    const visitor = this.#visitors.get(visitorId);
    if (!visitor || typeof line !== "object" || line === null || !("id" in line) || !("text" in line)) return undefined;
    const { id, text } = line;
    if (typeof id !== "string" || id.length > 64 || typeof text !== "string" || text.trim() === "") return undefined;
    if (this.#chat.some((known) => known.id === id)) return undefined;
    const added = { id, name: visitor.name, ink: visitor.ink, text: text.trim().slice(0, MAX_CHAT_LENGTH) };
    this.#chat = [...this.#chat, added].slice(-MAX_CHAT_LINES);
    return added;
  }

  /** @param {WhiteboardSocket} socket */
  #listenToLink(socket) {
    socket.on("echo", (reply) => {
      if (typeof reply === "function") reply();
    });
    socket.on("cut", () => {
      const now = performance.now();
      for (const [key, until] of this.#cutUntil) if (until <= now) this.#cutUntil.delete(key);
      const { visitor } = socket.handshake.query;
      if (typeof visitor === "string") this.#cutUntil.set(visitor, now + CUT_FOR);
      socket.conn.close();
    });
  }
}

/** @param {unknown} value */
function readName(value) {
  if (typeof value !== "string") return undefined;
  return value.trim().slice(0, MAX_NAME_LENGTH) || undefined;
}
