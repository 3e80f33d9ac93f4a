import { type ReadonlySignal, signal } from "@preact/signals";

/** What a frame clock needs of a window. */
export interface FrameWindow {
  requestAnimationFrame(callback: () => void): number;
  cancelAnimationFrame(id: number): void;
}

/** Turns any number of changes into at most one tick per animation frame, and into none while nobody looks. */
export class FrameClock {
  readonly #window: FrameWindow;
  readonly #ticks = signal(0);
  #frame: number | undefined;
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
    if (!this.#visible || this.#frame !== undefined) return;
    this.#frame = this.#window.requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#changed = false;
      this.#ticks.value += 1;
    });
  }

  /** Whether somebody looks; what changed meanwhile is drawn once they do again. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible && this.#changed) this.changed();
    if (!visible) this.stop();
  }

  /** Forgets the frame that is on its way. */
  stop(): void {
    if (this.#frame === undefined) return;
    this.#window.cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}
