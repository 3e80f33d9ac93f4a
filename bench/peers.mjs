/**
 * What a peer is told when it starts.
 * @typedef {object} StartOptions
 * @property {boolean} broadcast whether messages that carry no event name go to everyone instead of back
 */

/**
 * A server under test. `wire` names the client's side of it (`wires.mjs`); `module` exports `start(options)` → port.
 * @typedef {object} Peer
 * @property {string} id
 * @property {"plain" | "engine" | "socket"} wire
 * @property {string} module
 * @property {boolean} ours whether it is this project's
 */

/** The peer that all ratios are relative to. */
export const YARDSTICK = "ws";

/** @type {readonly Peer[]} */
export const PEERS = [
  { id: YARDSTICK, wire: "plain", module: "./peers/ws.mjs", ours: false },
  { id: "sio-floor", wire: "socket", module: "./peers/sio-floor.mjs", ours: false },
  { id: "upwire", wire: "socket", module: "./peers/upwire.mjs", ours: true },
  { id: "upwire/engine", wire: "engine", module: "./peers/upwire-engine.mjs", ours: true },
  { id: "socket.io", wire: "socket", module: "./peers/socket-io.mjs", ours: false },
  { id: "engine.io", wire: "engine", module: "./peers/engine-io.mjs", ours: false },
];
