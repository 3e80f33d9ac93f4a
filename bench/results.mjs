import { bundleSizes } from "./bundle-size.mjs";
import { codecCost } from "./codec.mjs";
import { YARDSTICK } from "./peers.mjs";
import { memoryCost, setUpCost, trafficCost } from "./server-cost.mjs";
import { ratios, spread } from "./statistics.mjs";

/** @typedef {import("./statistics.mjs").Spread} Spread */

/**
 * One row about servers: per peer what it cost, and how that relates to the yardstick and to the floor of the same rounds.
 * @typedef {object} ServerResult
 * @property {string} id
 * @property {string} title
 * @property {string} unit
 * @property {number | undefined} target
 * @property {number | undefined} expectedFloor
 * @property {Record<string, { cost: Spread, ratio: Spread | undefined, toFloor: Spread | undefined }>} peers
 */

/** One row about codecs, in nanoseconds. @typedef {{ title: string, ours: Spread, official: Spread, ratio: Spread }} CodecResult */

/**
 * Measures one scenario and answers its rows.
 * @param {import("./scenarios.mjs").Scenario} scenario @param {import("./server-cost.mjs").Plan} plan
 * @returns {Promise<ServerResult[]>}
 */
export async function serverResults(scenario, plan) {
  const { id, title, target, expectedFloor, traffic, connections } = scenario;
  const row = (/** @type {import("./server-cost.mjs").Costs} */ costs, /** @type {string} */ unit) => ({
    id,
    title,
    unit,
    target,
    expectedFloor,
    peers: compared(costs),
  });
  if (traffic) return [row(await trafficCost(traffic, plan), "µs")];
  if (!connections) throw new Error(`${id} measures nothing`);
  if (connections.kind === "set-up") return [row(await setUpCost(connections.count, plan), "µs")];
  const { resident, heap } = await memoryCost(connections.count, plan);
  const ofHeap = {
    ...row(heap, "bytes"),
    id: `${id}-heap`,
    title: `${title}, heap alone`,
    target: undefined,
    expectedFloor: undefined,
  };
  return [row(resident, "bytes"), ofHeap];
}

/** @param {import("./server-cost.mjs").Costs} costs */
function compared(costs) {
  const yardstick = costs.get(YARDSTICK);
  const floor = costs.get("sio-floor");
  return Object.fromEntries(
    [...costs].map(([peer, values]) => [
      peer,
      {
        cost: spread(values),
        ratio: yardstick && ratios(values, yardstick),
        toFloor: floor && ratios(values, floor),
      },
    ]),
  );
}

/** @param {number} rounds @param {(text: string) => void} show @returns {CodecResult[]} */
export function codecResults(rounds, show) {
  return codecCost(rounds, show).map(({ title, ours, official }) => ({
    title,
    ours: spread(ours),
    official: spread(official),
    ratio: ratios(ours, official),
  }));
}

export { bundleSizes as bundleResults };
