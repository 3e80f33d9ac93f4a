import { type ReadonlySignal, signal } from "@preact/signals";

/** What a frame clock needs of a window. */
export interface FrameWindow {
  readonly document: { readonly hidden: boolean };
  readonly performance: { now(): number };
  requestAnimationFrame(callback: () => void): number;
  cancelAnimationFrame(id: number): void;
  setTimeout(callback: () => void, delay: number): number;
  queueMicrotask(callback: () => void): void;
  clearTimeout(id: number): void;
}

/** How long a frame is waited for: some browsers draw none while nothing moves, though the page is in sight. */
const LONGEST_WAIT = 100;

/**
 * It rests so many times as long as its scripts and layout took, painting being as dear again: a flood of changes leaves about half
 * of the time to whatever else goes on.
 */
const REST = 2;
const LONGEST_REST = 100;
/** Shorter ones are not worth a timer. */
const SHORTEST_REST = 8;

/** Turns any number of changes into at most one tick per animation frame, into fewer where drawing takes long, and into none while nobody looks. */
export class FrameClock {
  readonly #window: FrameWindow;
  readonly #ticks = signal(0);
  #frame: number | undefined;
  #timer: number | undefined;
  /** Runs from a tick until drawing may begin again. */
  #rest: number | undefined;
  #changed = false;
  #visible = true;

  constructor(window: FrameWindow) {
    this.#window = window;
  }

  /** Moves once per frame in which something has changed: reading it is how a view asks to be drawn again. */
  get ticks(): ReadonlySignal<number> {
    return this.#ticks;
  }

  /** Something has changed; costs next to nothing when said again before the frame. */
  changed(): void {
    this.#changed = true;
    if (!this.#visible || this.#frame !== undefined || this.#rest !== undefined) return;
    this.#frame = this.#window.requestAnimationFrame(() => this.#tick());
    this.#timer = this.#window.setTimeout(() => {
      // A hidden page gets its frame when it is shown again.
      if (!this.#window.document.hidden) this.#tick();
    }, LONGEST_WAIT);
  }

  /** Whether somebody looks; what changed meanwhile is drawn once they do again. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (!visible) this.stop();
    else if (this.#changed) this.changed();
  }

  /** Forgets the frame that is on its way. */
  stop(): void {
    this.#unask();
    if (this.#rest !== undefined) this.#window.clearTimeout(this.#rest);
    this.#rest = undefined;
  }

  #unask(): void {
    if (this.#frame !== undefined) this.#window.cancelAnimationFrame(this.#frame);
    if (this.#timer !== undefined) this.#window.clearTimeout(this.#timer);
    this.#frame = this.#timer = undefined;
  }

  #tick(): void {
    this.#unask();
    this.#changed = false;
    const began = this.#window.performance.now();
    this.#ticks.value += 1;
    // Views draw in a microtask that is before this one.
    this.#window.queueMicrotask(() => this.#restAfter(this.#window.performance.now() - began));
  }

  #restAfter(drew: number): void {
    const rest = Math.min(LONGEST_REST, REST * drew);
    if (rest >= SHORTEST_REST) this.#rest = this.#window.setTimeout(() => this.#restEnds(), rest);
  }

  #restEnds(): void {
    this.#rest = undefined;
    if (this.#changed) this.changed();
  }
}
