import type { Handshake } from "@upwire/protocol";
import type { LinkTransport, Realm } from "../../bridge/record.ts";
import type { Heartbeats } from "./heartbeats.ts";
import type { Reconnection } from "./reconnection.ts";
import type { Statistics } from "./statistics.ts";
import type { UpgradeTimeline } from "./upgrade-timeline.ts";

/** What a connection is doing, as far as its wire and its client show. */
export type SessionState = "connecting" | "open" | "upgrading" | "waiting" | "failed" | "closed";

/** Where a connection to one namespace stands. */
export interface NamespaceInfo {
  readonly name: string;
  readonly state: "connecting" | "connected" | "refused" | "disconnected";
  /** The Socket.IO id, which differs from the session's in protocol 5. */
  readonly sid: string | undefined;
  /** What the server said when it refused. */
  readonly refusal: string | undefined;
}

/** How many packets and events waited in a client at a moment. */
export interface QueueSample {
  readonly at: number;
  readonly depth: number;
}

/** An Upwire client that announced itself. */
export interface ClientInfo {
  readonly id: string;
  readonly document: string;
  readonly realm: Realm;
  readonly url: string;
  readonly name: string | undefined;
  readonly tapped: boolean;
  readonly state: string;
  readonly reason: string | undefined;
  readonly error: string | undefined;
  readonly reconnection: Reconnection;
  /** What waits in it to be sent, each time that it has changed; the newest 600. */
  readonly queue: readonly QueueSample[];
  /** The connection it has or had last. */
  readonly connection: Connection | undefined;
}

/** A session of Engine.IO with all its links, or the attempts to open one. */
export interface Connection {
  readonly id: string;
  readonly document: string;
  readonly realm: Realm;
  readonly client: ClientInfo | undefined;
  readonly state: SessionState;
  /** Why it is `waiting`, `failed` or `closed`, in words. */
  readonly reason: string | undefined;
  readonly sid: string | undefined;
  /** The one that carries messages now. */
  readonly transport: LinkTransport;
  /** The generation of Engine.IO: 4 goes with Socket.IO 3 and 4, 3 with Socket.IO 1 and 2. */
  readonly protocol: 3 | 4;
  /** Whether messages are Socket.IO packets; undefined until the first message. */
  readonly socketIo: boolean | undefined;
  /** Of the first link. */
  readonly url: string;
  readonly handshake: Handshake | undefined;
  readonly namespaces: ReadonlyMap<string, NamespaceInfo>;
  readonly startedAt: number;
  readonly openedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** How often opening was tried. */
  readonly attempts: number;
  /** Rows in the store. */
  readonly rows: number;
  /** Milliseconds since the epoch of the newest record. */
  readonly lastAt: number;
  /** The number of the link that `send` commands go over; none for clients in workers. */
  readonly link: number | undefined;
  /** Where in the page's code it was opened. */
  readonly stack: string | undefined;
  readonly upgrade: UpgradeTimeline;
  readonly heartbeats: Heartbeats;
  /** That of the line of connections it belongs to: the same page reaching the same server again. */
  readonly reconnection: Reconnection;
  readonly statistics: Statistics;
}

/** A worker that a document started. */
export interface WorkerInfo {
  readonly url: string;
  readonly name: string;
  readonly shared: boolean;
}

/** Records of a document that never reached the panel, or that it refused. */
export interface Gaps {
  /** Missing by number, or reported as dropped by the page or the bridge. */
  readonly lost: number;
  /** Not of a known shape. */
  readonly refused: number;
}

/** A page load of one frame, with what it opened. */
export interface DocumentGroup {
  readonly id: string;
  readonly frame: number;
  readonly url: string;
  readonly title: string | undefined;
  /** Whether its frame has loaded another document since. */
  readonly left: boolean;
  readonly connections: readonly Connection[];
  readonly clients: readonly ClientInfo[];
  readonly workers: readonly WorkerInfo[];
  readonly gaps: Gaps;
}
