import type { Direction, Handshake } from "@upwire/protocol";
import type { Draft } from "./draft.ts";
import { type Beat, type Heartbeats, LATE } from "./heartbeats.ts";
import { Recent } from "./recent.ts";

/** Follows the pings and pongs of one session: the server asks in Engine.IO 4, the client in Engine.IO 3. */
export class HeartbeatTracker implements Heartbeats {
  interval: number | undefined;
  timeout: number | undefined;
  count = 0;
  missed = 0;
  due: number | undefined;
  deadline: number | undefined;
  readonly #beats = new Recent<Draft<Beat>>(500);
  readonly #protocol: () => 3 | 4;

  constructor(protocol: () => 3 | 4) {
    this.#protocol = protocol;
  }

  get beats(): readonly Beat[] {
    return this.#beats.items;
  }

  /** The session is open: the first ping is due one interval from here. */
  start(at: number, { pingInterval, pingTimeout }: Handshake): void {
    this.interval = pingInterval;
    this.timeout = pingTimeout;
    this.#expect(at);
  }

  /** A ping without data went over the wire. Answers whether beats were missed before it. */
  ping(at: number, direction: Direction): boolean {
    const late = this.due === undefined ? 0 : Math.max(0, at - this.due);
    const { interval = Infinity } = this;
    // One that is late by whole intervals stands for beats that never came.
    const skipped = Math.floor(late / interval);
    this.missed += skipped;
    this.count++;
    this.#beats.add({ at, direction, answeredAt: undefined, roundTrip: undefined, response: undefined, late });
    this.#expect(at);
    // The client asks: the answer is due within the timeout.
    if (this.#protocol() === 3 && this.timeout !== undefined) this.deadline = at + this.timeout;
    return skipped > 0 || late > LATE;
  }

  /** The answer to the newest ping. */
  pong(at: number, direction: Direction): void {
    const beat = this.#beats.last;
    if (!beat || beat.answeredAt !== undefined || beat.direction === direction) return;
    beat.answeredAt = at;
    if (direction === "in") {
      beat.roundTrip = at - beat.at;
      this.#expect(at);
    } else beat.response = at - beat.at;
  }

  /** What the client itself says, which the wire may not show. */
  told(deadline: number | undefined, roundTrip: number | undefined): void {
    const beat = this.#beats.last;
    if (beat && roundTrip !== undefined) beat.roundTrip ??= roundTrip;
    if (deadline !== undefined) this.deadline = deadline;
  }

  /** The session is over; answers whether that was behind the deadline, in which case the last beat was missed. */
  end(at: number): boolean {
    const expired = this.deadline !== undefined && at >= this.deadline - LATE;
    if (expired) this.missed++;
    this.due = this.deadline = undefined;
    return expired;
  }

  #expect(at: number): void {
    if (this.interval === undefined || this.timeout === undefined) return;
    this.due = at + this.interval;
    this.deadline = this.due + this.timeout;
  }
}
