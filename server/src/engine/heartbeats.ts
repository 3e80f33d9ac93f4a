import { performance } from "node:perf_hooks";
import { LAG_GRACE } from "../limits.ts";

/** Timers are not set more finely than this, so that thousands of sessions share their wake-ups. */
const GRAIN = 10;
/** A loop that is late this often in a row is not going to catch up, and dead peers must go some day. */
const MAX_GRACES = 5;

/** What has a heartbeat. The fields belong to the list that it stands in, which needs no memory of its own that way. */
export interface Beating {
  readonly protocol: 3 | 4;
  /** Counts what has come from the peer. */
  readonly bytesRead: number;
  dueAt: number;
  bytesReadAtPing: number;
  duePrevious: Beating | undefined;
  dueNext: Beating | undefined;
  dueList: DeadlineList | undefined;
  ping(): void;
  pingTimedOut(): void;
}

/** Members whose deadlines are all the same delay away when they join, so that joining at the end keeps them in order. */
export class DeadlineList {
  readonly delay: number;
  first: Beating | undefined;
  #last: Beating | undefined;

  constructor(delay: number) {
    this.delay = delay;
  }

  append(member: Beating, now: number): void {
    member.dueAt = now + this.delay;
    member.dueList = this;
    member.duePrevious = this.#last;
    if (this.#last === undefined) this.first = member;
    else this.#last.dueNext = member;
    this.#last = member;
  }

  remove(member: Beating): void {
    const { duePrevious, dueNext } = member;
    if (duePrevious === undefined) this.first = dueNext;
    else duePrevious.dueNext = dueNext;
    if (dueNext === undefined) this.#last = duePrevious;
    else dueNext.duePrevious = duePrevious;
    member.dueList = member.duePrevious = member.dueNext = undefined;
  }
}

/** The heartbeats of all sessions of an engine, on one timer and the monotonic clock. */
export class Heartbeats {
  /** Engine.IO 4: we ping. */
  readonly #pings: DeadlineList;
  /** Engine.IO 4: the answer to our ping is due. */
  readonly #pongs: DeadlineList;
  /** Engine.IO 3: the client's ping is due. */
  readonly #silences: DeadlineList;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Infinity;
  #graces = 0;
  readonly #run = (): void => this.#fire();

  constructor(pingInterval: number, pingTimeout: number) {
    this.#pings = new DeadlineList(pingInterval);
    this.#pongs = new DeadlineList(pingTimeout);
    this.#silences = new DeadlineList(pingInterval + pingTimeout);
  }

  /** The session opened, or its peer gave the sign of life that its protocol asks for. */
  beat(session: Beating): void {
    session.bytesReadAtPing = session.bytesRead;
    this.#move(session, session.protocol === 4 ? this.#pings : this.#silences);
  }

  /** Whether the peer owes us a pong. */
  awaitsPong(session: Beating): boolean {
    return session.dueList === this.#pongs;
  }

  /** The session is over. */
  stop(session: Beating): void {
    session.dueList?.remove(session);
    if (this.#earliest() < Infinity) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#firesAt = Infinity;
  }

  #move(session: Beating, list: DeadlineList): void {
    session.dueList?.remove(session);
    list.append(session, Math.floor(performance.now()));
    if (session.dueAt < this.#firesAt) this.#arm(session.dueAt);
  }

  #earliest(): number {
    return Math.min(
      this.#pings.first?.dueAt ?? Infinity,
      this.#pongs.first?.dueAt ?? Infinity,
      this.#silences.first?.dueAt ?? Infinity,
    );
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    if (at === Infinity) {
      this.#timer = undefined;
      this.#firesAt = Infinity;
      return;
    }
    const now = performance.now();
    const delay = Math.max(at - now, GRAIN);
    this.#firesAt = now + delay;
    this.#timer = setTimeout(this.#run, delay);
  }

  #fire(): void {
    const now = performance.now();
    const lag = now - this.#firesAt;
    this.#firesAt = Infinity;
    // While our own loop was blocked, pongs may have come that nobody has read yet: read first, judge after.
    const grace = lag > LAG_GRACE && this.#graces < MAX_GRACES;
    this.#graces = grace ? this.#graces + 1 : 0;
    if (!grace) {
      this.#timeOut(this.#pongs, now);
      this.#timeOut(this.#silences, now);
    }
    for (let member = this.#pings.first; member !== undefined && member.dueAt <= now; member = this.#pings.first) {
      member.bytesReadAtPing = member.bytesRead;
      this.#move(member, this.#pongs);
      member.ping();
    }
    this.#arm(grace ? Math.max(this.#earliest(), now + Math.min(lag, this.#pongs.delay)) : this.#earliest());
  }

  #timeOut(list: DeadlineList, now: number): void {
    for (let member = list.first; member !== undefined && member.dueAt <= now; member = list.first) {
      // A pong can be stuck behind a large message on a slow line, and a peer whose bytes arrive is not dead.
      if (member.bytesRead !== member.bytesReadAtPing) {
        member.bytesReadAtPing = member.bytesRead;
        this.#move(member, list);
      } else {
        list.remove(member);
        member.pingTimedOut();
      }
    }
  }
}
