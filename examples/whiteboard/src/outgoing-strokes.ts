import type { Board } from "./board.ts";
import type { Ink, Stroke } from "./events.ts";
import { randomId } from "./identity.ts";
import type { Link } from "./link.ts";
import { listenToPen } from "./pen.ts";
import type { Unkept } from "./unkept.ts";

/** The pen in this window's hand. */
export interface Pen {
  readonly ink: Ink;
  readonly width: number;
}

/** A stroke that is longer goes on as another, so that no single message grows without bound. */
const MAX_COORDINATES = 4_000;

/**
 * Sends what this window draws: points as they come, at most once per frame, and the whole stroke at its end. Points are
 * for the eye and go only while there is a link; the whole stroke waits for one and is confirmed.
 */
export function sendStrokes(link: Link, board: Board, unkept: Unkept, pen: () => Pen): void {
  let stroke: Stroke | undefined;
  let fresh: number[] = [];
  let frameRequested = false;

  const begin = (points: number[] = []): void => {
    stroke = { id: randomId(), ...pen(), points };
  };
  const flush = (): void => {
    frameRequested = false;
    if (!stroke || fresh.length === 0) return;
    if (link.connected) link.emit("drawing", { ...stroke, points: fresh });
    fresh = [];
  };
  const end = (): void => {
    if (!stroke) return;
    flush();
    const whole = stroke;
    stroke = undefined;
    board.await(whole);
    unkept.send(
      (kept) => link.emit("drawn", whole, kept),
      () => board.keep(whole),
    );
  };

  listenToPen({
    down: () => begin(),
    drew(points) {
      if (!stroke) return;
      stroke.points.push(...points);
      fresh.push(...points);
      board.grow({ ...stroke, points });
      if (!frameRequested) requestAnimationFrame(flush);
      frameRequested = true;
      if (stroke.points.length < MAX_COORDINATES) return;
      const last = stroke.points.slice(-2);
      end();
      begin(last);
    },
    up: end,
    moved: (x, y) => link.volatile.emit("cursor", x, y),
  });
}
