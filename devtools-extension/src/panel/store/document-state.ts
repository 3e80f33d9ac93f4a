import type { DocumentInfo, LinkTransport } from "../../bridge/record.ts";
import type { ClientState } from "./client-state.ts";
import type { ConnectionState, Line } from "./connection-state.ts";
import type { DocumentGroup, Gaps, WorkerInfo } from "./connection.ts";

/** A WebSocket or a polling request that has not ended. */
export interface LinkState {
  readonly number: number;
  readonly transport: LinkTransport;
  readonly url: string;
  readonly method: string;
  connection: ConnectionState;
  /** Whether it tries to take over a session that runs over another. */
  readonly probing: boolean;
  opened: boolean;
  status: number | undefined;
  /** The body of a refusal. */
  response: string;
  stepped: boolean;
}

/** Links that are remembered to be over. */
const MAX_ENDED = 1_000;

/** One page load of one frame as the store keeps it. */
export class DocumentState implements DocumentGroup {
  readonly id: string;
  readonly frame: number;
  url: string;
  title: string | undefined;
  left = false;
  /** How often it has come forward. */
  greetings = 0;
  connections: ConnectionState[] = [];
  readonly clients: ClientState[] = [];
  readonly workers: WorkerInfo[] = [];
  readonly links: Map<number, LinkState> = new Map();
  /** Numbers of links that ended, the newest of them. */
  readonly #endedLinks = new Set<number>();
  readonly sids: Map<string, ConnectionState> = new Map();
  readonly lines: Map<string, Line[]> = new Map();
  /** Where a gap was shown last, so that a flood of them makes few rows. */
  gapShownAt: number = -Infinity;
  refused = 0;
  #lost = 0;
  #lastSeq: number | undefined;

  constructor({ id, frame, url, title }: DocumentInfo) {
    this.id = id;
    this.frame = frame;
    this.url = url;
    this.title = title;
  }

  get gaps(): Gaps {
    return { lost: this.#lost, refused: this.refused };
  }

  /** The number of the newest record. */
  get lastSeq(): number {
    return this.#lastSeq ?? 0;
  }

  /** The address or title may have changed, by `history.pushState` for one. */
  update({ url, title }: DocumentInfo): void {
    if (url) this.url = url;
    this.title = title ?? this.title;
  }

  /** Whether a record is new; `dropped` is how many before it, itself included, it says to have been let go of. */
  isNew(seq: number, dropped: number): boolean {
    if (this.#lastSeq !== undefined && seq <= this.#lastSeq) return false;
    // Records count from 1. What a `dropped` record tells of is missing by number too, and counts once.
    const skipped = seq - (this.#lastSeq ?? 0) - 1;
    const told = Math.max(0, dropped - 1);
    this.#lost += dropped + Math.max(0, skipped - told);
    this.#lastSeq = seq;
    return true;
  }

  /** How many records are lost, as of now. */
  get lost(): number {
    return this.#lost;
  }

  /** A link is over. */
  endLink(number: number): void {
    this.links.delete(number);
    this.#endedLinks.add(number);
    if (this.#endedLinks.size <= MAX_ENDED) return;
    for (const oldest of this.#endedLinks) {
      this.#endedLinks.delete(oldest);
      break;
    }
  }

  /** Whether a link is known to be over. */
  hasEnded(number: number): boolean {
    return this.#endedLinks.has(number);
  }

  /** Counts from nothing again, as `clear` asks for. */
  resetGaps(): void {
    this.#lost = this.refused = 0;
  }

  /** Forgets a connection that is over. */
  forget(connection: ConnectionState): void {
    this.connections = this.connections.filter((other) => other !== connection);
    if (connection.sid !== undefined && this.sids.get(connection.sid) === connection) this.sids.delete(connection.sid);
    for (const [number, link] of this.links) if (link.connection === connection) this.links.delete(number);
    const lines = this.lines.get(connection.line.key)?.filter(({ current }) => current !== connection) ?? [];
    if (lines.length > 0) this.lines.set(connection.line.key, lines);
    else this.lines.delete(connection.line.key);
  }
}
