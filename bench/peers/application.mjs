/**
 * The side of a Socket.IO server or socket that the application uses, whoever made it.
 * @typedef {object} Events
 * @property {(name: string, value: unknown) => unknown} emit
 */

/**
 * What every Socket.IO server runs: event `e` goes back to its sender, event `b` to everyone.
 * @param {Events & { on(name: string, listener: (value: unknown) => void): unknown }} socket
 * @param {Events} io
 */
export function serveEvents(socket, io) {
  socket.on("e", (value) => socket.emit("e", value));
  socket.on("b", (value) => io.emit("b", value));
}

/**
 * A session of an Engine.IO server, whoever made it.
 * @typedef {object} MessageSession
 * @property {(name: "message", listener: (data: any) => void) => unknown} on
 * @property {(name: "close", listener: () => void) => unknown} once
 * @property {(data: any) => unknown} send
 */

/**
 * What every Engine.IO server runs: a message goes back to its sender, or to everyone.
 * @param {boolean} broadcast
 * @returns {(session: MessageSession) => void} to be called with each session
 */
export function messageServer(broadcast) {
  /** @type {Set<MessageSession>} */
  const sessions = new Set();
  return (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("message", (data) => {
      for (const receiver of broadcast ? sessions : [session]) receiver.send(data);
    });
  };
}
