import { performance } from "node:perf_hooks";
import type { EngineLimits } from "../limits.ts";

/** What can fall behind with reading. */
export interface Consumer {
  readonly bufferedAmount: number;
  fellBehind(): void;
}

const CHECKS_PER_GRACE = 8;

/** Watches the sessions whose peers do not read what is sent, on one timer that runs only while there are such. */
export class SlowConsumers {
  readonly #limits: EngineLimits;
  readonly #since = new Map<Consumer, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: EngineLimits) {
    this.#limits = limits;
  }

  /**
   * Looks at a queue that has grown to `queued` bytes: above the hard cap its session ends at once, unless it is a single
   * message in an empty queue; above the soft cap it has the grace to come down.
   */
  judge(consumer: Consumer, queued: number, queueWasEmpty: boolean): void {
    const { slowConsumerHardCap, slowConsumerSoftCap, slowConsumerGrace } = this.#limits;
    if (queued > slowConsumerHardCap && !queueWasEmpty) return consumer.fellBehind();
    if (queued <= slowConsumerSoftCap || this.#since.has(consumer)) return;
    this.#since.set(consumer, performance.now());
    this.#timer ??= setInterval(() => this.#check(), slowConsumerGrace / CHECKS_PER_GRACE);
  }

  /** The session is over. */
  forget(consumer: Consumer): void {
    if (this.#since.delete(consumer)) this.#stopWhenIdle();
  }

  #check(): void {
    const { slowConsumerSoftCap, slowConsumerGrace } = this.#limits;
    const now = performance.now();
    for (const [consumer, since] of this.#since) {
      if (consumer.bufferedAmount <= slowConsumerSoftCap) this.#since.delete(consumer);
      else if (now - since >= slowConsumerGrace) consumer.fellBehind();
    }
    this.#stopWhenIdle();
  }

  #stopWhenIdle(): void {
    if (this.#since.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
