/**
 * What rounds of one measurement came to.
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} min
 * @property {number} max
 */

/**
 * The middle of some numbers and their ends.
 * @param {readonly number[]} values at least one @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1) };
}

/**
 * Divides round by round, so that a round in which the machine was busy is compared with itself.
 * @param {readonly number[]} values @param {readonly number[]} yardstick
 */
export function ratios(values, yardstick) {
  return spread(values.map((value, round) => value / (yardstick[round] ?? Number.NaN)));
}

/**
 * The same list, begun one further in every round and read backwards in every other one, so that no peer is always the
 * first, or always follows the same one.
 * @template T @param {readonly T[]} list @param {number} round @returns {T[]}
 */
export function reordered(list, round) {
  const start = round % list.length;
  const order = [...list.slice(start), ...list.slice(0, start)];
  return round % 2 === 0 ? order : order.toReversed();
}
