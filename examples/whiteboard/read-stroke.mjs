/** @typedef {import("./src/events.ts").Stroke} Stroke */

const MAX_POINTS = 4_000;

/**
 * A stroke as it came off the wire, checked and copied field by field, or undefined when it is none.
 *
 * @param {unknown} value
 * @returns {Stroke | undefined}
 */
export function readStroke(value) {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, ink, width, points } = /** @type {Partial<Record<keyof Stroke, unknown>>} */ (value);
  if (typeof id !== "string" || id.length > 64) return undefined;
  if (!Array.isArray(points) || points.length > 2 * MAX_POINTS || points.length % 2 !== 0) return undefined;
  if (!points.every((coordinate) => Number.isFinite(coordinate))) return undefined;
  return {
    id,
    ink: typeof ink === "number" && Number.isSafeInteger(ink) && ink >= 0 ? ink : 0,
    width: typeof width === "number" && width >= 1 && width <= 60 ? width : 4,
    points,
  };
}
