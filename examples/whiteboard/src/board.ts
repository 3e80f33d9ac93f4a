import { element } from "./element.ts";
import { BOARD_HEIGHT, BOARD_WIDTH, type Stroke } from "./events.ts";
import { inkColour } from "./inks.ts";

/** Ink that has not reached the server yet. */
const UNKEPT_OPACITY = 0.4;

/**
 * What is on the board. Kept strokes lie on one canvas that is only ever added to; strokes that still grow or have not
 * reached the server lie on another that is drawn afresh in each frame in which something changed.
 */
export class Board {
  readonly #frame = element("board", HTMLElement);
  readonly #keptCanvas = element("kept", HTMLCanvasElement);
  readonly #liveCanvas = element("live", HTMLCanvasElement);
  #kept: Stroke[] = [];
  readonly #growing = new Map<string, Stroke>();
  readonly #unkept = new Map<string, Stroke>();
  #frameRequested = false;

  constructor() {
    new ResizeObserver(() => this.repaint()).observe(this.#frame);
  }

  /** Shows what the server has. Strokes of ours that it has not confirmed stay. */
  show(strokes: readonly Stroke[]): void {
    this.#kept = [...strokes];
    for (const { id } of strokes) this.#unkept.delete(id);
    this.#growing.clear();
    this.repaint();
  }

  /** Adds points to somebody's stroke, or begins it. */
  grow(piece: Stroke): void {
    const stroke = this.#growing.get(piece.id);
    if (stroke) stroke.points.push(...piece.points);
    else this.#growing.set(piece.id, { ...piece, points: [...piece.points] });
    this.#requestFrame();
  }

  /** Shows a stroke of ours as finished but not yet kept by the server. */
  await(stroke: Stroke): void {
    this.#growing.delete(stroke.id);
    this.#unkept.set(stroke.id, stroke);
    this.#requestFrame();
  }

  /** Puts a finished stroke down for good. */
  keep(stroke: Stroke): void {
    this.#growing.delete(stroke.id);
    this.#unkept.delete(stroke.id);
    if (this.#kept.some(({ id }) => id === stroke.id)) return;
    this.#kept.push(stroke);
    const context = this.#context(this.#keptCanvas);
    if (context) paint(context, stroke);
    this.#requestFrame();
  }

  clear(): void {
    this.show([]);
  }

  /** Draws everything again: after a change of size or theme. */
  repaint(): void {
    for (const canvas of [this.#keptCanvas, this.#liveCanvas]) {
      canvas.width = Math.round(this.#frame.clientWidth * devicePixelRatio);
      canvas.height = Math.round(this.#frame.clientHeight * devicePixelRatio);
    }
    const context = this.#context(this.#keptCanvas);
    if (context) for (const stroke of this.#kept) paint(context, stroke);
    this.#requestFrame();
  }

  #requestFrame(): void {
    this.#describe();
    if (this.#frameRequested) return;
    this.#frameRequested = true;
    requestAnimationFrame(() => {
      this.#frameRequested = false;
      this.#paintLive();
    });
  }

  #paintLive(): void {
    const context = this.#context(this.#liveCanvas);
    if (!context) return;
    context.clearRect(0, 0, BOARD_WIDTH, BOARD_HEIGHT);
    for (const stroke of this.#growing.values()) paint(context, stroke);
    context.globalAlpha = UNKEPT_OPACITY;
    for (const stroke of this.#unkept.values()) paint(context, stroke);
    context.globalAlpha = 1;
  }

  /** A canvas is blank to assistive technology and to tests, so the board says in words what it holds. */
  #describe(): void {
    const { dataset } = this.#frame;
    dataset["kept"] = String(this.#kept.length);
    dataset["growing"] = String(this.#growing.size);
    dataset["unkept"] = String(this.#unkept.size);
  }

  #context(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const context = canvas.getContext("2d");
    context?.setTransform(canvas.width / BOARD_WIDTH, 0, 0, canvas.height / BOARD_HEIGHT, 0, 0);
    return context;
  }
}

/** Draws a stroke as curves through the middles between its points, which rounds the corners of a fast hand. */
function paint(context: CanvasRenderingContext2D, { ink, width, points }: Stroke): void {
  const [firstX = 0, firstY = 0] = points;
  context.strokeStyle = inkColour(ink);
  context.lineWidth = width;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.beginPath();
  context.moveTo(firstX, firstY);
  for (let at = 2; at + 3 < points.length; at += 2) {
    const [x = 0, y = 0, nextX = 0, nextY = 0] = points.slice(at, at + 4);
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  const [lastX = firstX, lastY = firstY] = points.slice(-2);
  context.lineTo(lastX, lastY);
  context.stroke();
}
