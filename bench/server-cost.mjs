import { MEMORY_ROUNDS } from "./limits.mjs";
import { startChild } from "./rpc.mjs";
import { reordered } from "./statistics.mjs";

/**
 * How a run is done.
 * @typedef {object} Plan
 * @property {readonly import("./peers.mjs").Peer[]} peers
 * @property {number} rounds
 * @property {string | undefined} profile where servers write CPU profiles when they end
 * @property {(text: string) => void} show
 */

/** What one event, connection or byte cost in each round, by peer. @typedef {Map<string, number[]>} Costs */

/**
 * The server processes of one scenario and the one process that loads them all, from start to end.
 * @template T @param {Plan} plan @param {boolean} broadcast @param {readonly string[]} execArgv
 * @param {(bench: Bench) => Promise<T>} use @returns {Promise<T>}
 */
async function withServers(plan, broadcast, execArgv, use) {
  const bench = new Bench();
  try {
    for (const peer of plan.peers) {
      const profiling = plan.profile
        ? ["--cpu-prof", `--cpu-prof-dir=${plan.profile}/${peer.id.replace("/", "-")}`]
        : [];
      await bench.start(peer, broadcast, [...execArgv, ...profiling]);
    }
    return await use(bench);
  } finally {
    await bench.stop();
  }
}

/** One child per peer and the load. */
class Bench {
  load = startChild("./load-process.mjs");
  /** @type {Map<string, { child: import("./rpc.mjs").Child, port: number }>} */
  #servers = new Map();

  /** @param {import("./peers.mjs").Peer} peer @param {boolean} broadcast @param {readonly string[]} execArgv */
  async start(peer, broadcast, execArgv) {
    const child = startChild("./server-process.mjs", execArgv);
    this.#servers.set(peer.id, { child, port: 0 });
    this.#servers.set(peer.id, { child, port: await child.call("start", peer.module, { broadcast }) });
  }

  /** @param {import("./peers.mjs").Peer} peer @param {string} method */
  ask(peer, method) {
    return this.#server(peer).child.call(method);
  }

  /** @param {import("./peers.mjs").Peer} peer @param {number} count */
  connect(peer, count) {
    return this.load.call("connect", peer, this.#server(peer).port, count);
  }

  /** Microseconds of CPU that the server spent meanwhile. @param {import("./peers.mjs").Peer} peer @param {() => Promise<unknown>} action */
  async cpuOf(peer, action) {
    const before = await this.ask(peer, "cpu");
    await action();
    return (await this.ask(peer, "cpu")) - before;
  }

  async stop() {
    await Promise.all(
      [this.load, ...[...this.#servers.values()].map(({ child }) => child)].map((child) => child.stop()),
    );
  }

  /** @param {import("./peers.mjs").Peer} peer */
  #server(peer) {
    const server = this.#servers.get(peer.id);
    if (!server) throw new Error(`${peer.id} was not started`);
    return server;
  }
}

/**
 * Server CPU per message (per delivery, where it is a broadcast), in microseconds.
 * @param {import("./scenarios.mjs").Traffic} traffic @param {Plan} plan @returns {Promise<Costs>}
 */
export function trafficCost(traffic, plan) {
  return withServers(plan, traffic.kind === "broadcast", [], async (bench) => {
    for (const peer of plan.peers) {
      plan.show(`connecting and warming up ${peer.id}`);
      await bench.connect(peer, traffic.connections);
      await bench.load.call("slice", peer, traffic, traffic.events);
    }
    const messages = traffic.events * (traffic.kind === "broadcast" ? traffic.connections : 1);
    return inRounds(plan, plan.rounds, async (peer) => {
      return (await bench.cpuOf(peer, () => bench.load.call("slice", peer, traffic, traffic.events))) / messages;
    });
  });
}

/**
 * Server CPU to set up a connection until it may send events, in microseconds.
 * @param {number} count @param {Plan} plan @returns {Promise<Costs>}
 */
export function setUpCost(count, plan) {
  return withServers(plan, false, [], async (bench) => {
    const measure = async (/** @type {import("./peers.mjs").Peer} */ peer) => {
      const cpu = await bench.cpuOf(peer, () => bench.connect(peer, count));
      await bench.load.call("disconnect", peer.id);
      await bench.ask(peer, "idle");
      return cpu / count;
    };
    for (const peer of plan.peers) {
      plan.show(`warming up ${peer.id}`);
      await measure(peer);
    }
    return inRounds(plan, plan.rounds, measure);
  });
}

/**
 * What each of `count` idle connections adds to a server that only has them, in bytes after collecting: to its resident
 * memory, and to the heap alone. Every round needs fresh processes, since memory once taken is seldom given back.
 * @param {number} count @param {Plan} plan @returns {Promise<{ resident: Costs, heap: Costs }>}
 */
export async function memoryCost(count, plan) {
  /** @type {Costs} */
  const heap = new Map(plan.peers.map(({ id }) => [id, []]));
  const resident = await inRounds(plan, Math.min(plan.rounds, MEMORY_ROUNDS), (peer) =>
    withServers({ ...plan, peers: [peer] }, false, ["--expose-gc"], async (bench) => {
      await bench.connect(peer, Math.ceil(count / 10));
      await bench.load.call("disconnect", peer.id);
      const before = await bench.ask(peer, "memory");
      await bench.connect(peer, count);
      const after = await bench.ask(peer, "memory");
      heap.get(peer.id)?.push((after.heap - before.heap) / count);
      return (after.rss - before.rss) / count;
    }),
  );
  return { resident, heap };
}

/**
 * Takes turns: every peer once per round, in an order that changes.
 * @param {Plan} plan @param {number} rounds @param {(peer: import("./peers.mjs").Peer) => Promise<number>} measure
 */
async function inRounds(plan, rounds, measure) {
  /** @type {Costs} */
  const costs = new Map(plan.peers.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round++) {
    for (const peer of reordered(plan.peers, round)) {
      plan.show(`round ${round + 1} of ${rounds}: ${peer.id}`);
      costs.get(peer.id)?.push(await measure(peer));
    }
  }
  return costs;
}
