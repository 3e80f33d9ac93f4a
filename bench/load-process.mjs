import { CONNECTING_AT_ONCE } from "./limits.mjs";
import { Connection } from "./load/connection.mjs";
import { broadcast, echo } from "./load/slice.mjs";
import { WIRES } from "./load/wires.mjs";
import { answerCalls } from "./rpc.mjs";

/** The open connections by peer. @type {Map<string, Connection[]>} */
const connections = new Map();

answerCalls({
  /** @param {import("./peers.mjs").Peer} peer @param {number} port @param {number} count */
  async connect(peer, port, count) {
    /** @type {Connection[]} */
    const open = [];
    let started = 0;
    const connectInTurn = async () => {
      while (started++ < count) {
        const connection = new Connection(port, WIRES[peer.wire]);
        await connection.open();
        open.push(connection);
      }
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, connectInTurn));
    connections.set(peer.id, open);
  },

  /** @param {string} peerId */
  async disconnect(peerId) {
    await Promise.all((connections.get(peerId) ?? []).map((connection) => connection.close()));
    connections.delete(peerId);
  },

  /**
   * @param {import("./peers.mjs").Peer} peer @param {import("./scenarios.mjs").Traffic} traffic
   * @param {number} events
   */
  async slice(peer, traffic, events) {
    const open = connections.get(peer.id) ?? [];
    const exchange = WIRES[peer.wire].exchange(traffic.kind === "echo" ? "e" : "b", traffic.binary);
    const run = traffic.kind === "echo" ? echo : broadcast;
    await run({ connections: open, exchange, events, inFlight: traffic.inFlight });
  },
});
