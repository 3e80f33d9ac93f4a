import { element } from "./element.ts";
import { BOARD_HEIGHT, BOARD_WIDTH } from "./events.ts";

/** What a pen does, in the board's units. */
export interface PenEvents {
  moved(x: number, y: number): void;
  /** The pen was put down; points follow. */
  down(): void;
  drew(points: number[]): void;
  up(): void;
}

const KEY_STEP = 12;
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

/** Turns the pointer and the keyboard over the board into a pen. */
export function listenToPen(events: PenEvents): void {
  const board = element("board", HTMLElement);
  listenToPointer(board, events);
  listenToKeys(board, events);
}

function listenToPointer(board: HTMLElement, events: PenEvents): void {
  let drawing: number | undefined;
  const toBoard = ({ clientX, clientY }: PointerEvent): [x: number, y: number] => {
    const { left, top, width, height } = board.getBoundingClientRect();
    return [round(((clientX - left) / width) * BOARD_WIDTH), round(((clientY - top) / height) * BOARD_HEIGHT)];
  };
  const lift = (event: PointerEvent): void => {
    if (event.pointerId !== drawing) return;
    drawing = undefined;
    events.up();
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drawing !== undefined) return;
    drawing = event.pointerId;
    board.setPointerCapture(event.pointerId);
    events.down();
    events.drew(toBoard(event));
  });
  board.addEventListener("pointermove", (event) => {
    const [x, y] = toBoard(event);
    events.moved(x, y);
    if (event.pointerId !== drawing) return;
    // A frame may hold several moves of a fast hand; without them its curves have corners.
    const moves = event.getCoalescedEvents();
    events.drew(moves.length > 0 ? moves.flatMap(toBoard) : [x, y]);
  });
  board.addEventListener("pointerup", lift);
  board.addEventListener("pointercancel", lift);
}

function listenToKeys(board: HTMLElement, events: PenEvents): void {
  let x = BOARD_WIDTH / 2;
  let y = BOARD_HEIGHT / 2;
  let down = false;
  const lift = (): void => {
    if (!down) return;
    down = false;
    events.up();
  };
  board.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.key === " " && !event.repeat) {
      if (down) return (event.preventDefault(), lift());
      down = true;
      events.down();
      events.drew([x, y]);
    } else if (arrow) {
      x = Math.min(Math.max(x + arrow[0], 0), BOARD_WIDTH);
      y = Math.min(Math.max(y + arrow[1], 0), BOARD_HEIGHT);
      events.moved(x, y);
      if (down) events.drew([x, y]);
    } else return;
    event.preventDefault();
  });
  board.addEventListener("blur", lift);
}

/** A tenth of a unit is finer than any screen and saves half the bytes. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
