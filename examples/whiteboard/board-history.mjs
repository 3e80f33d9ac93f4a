/** @typedef {import("./src/events.ts").Stroke} Stroke */

/** Finished strokes that are kept for those who join later; the oldest make room. */
const MAX_STROKES = 2_000;
/** Numbers (two per point) of all kept strokes together, about 1 MB of JSON. */
const MAX_COORDINATES = 200_000;

/** What the board shows: finished strokes in drawing order, bounded in count and in size. */
export class BoardHistory {
  /** @type {Map<string, Stroke>} */
  #strokes = new Map();
  #coordinates = 0;

  /** @returns {Stroke[]} */
  get strokes() {
    return [...this.#strokes.values()];
  }

  /** Whether the stroke is new: one that comes again after a reconnection is not. @param {Stroke} stroke */
  add(stroke) {
    if (this.#strokes.has(stroke.id)) return false;
    this.#strokes.set(stroke.id, stroke);
    this.#coordinates += stroke.points.length;
    for (const [id, oldest] of this.#strokes) {
      if (this.#strokes.size <= MAX_STROKES && this.#coordinates <= MAX_COORDINATES) break;
      this.#strokes.delete(id);
      this.#coordinates -= oldest.points.length;
    }
    return true;
  }

  clear() {
    this.#strokes.clear();
    this.#coordinates = 0;
  }
}
