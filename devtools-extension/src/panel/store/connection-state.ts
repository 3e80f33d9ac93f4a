import type { Handshake } from "@upwire/protocol";
import type { LinkTransport, Realm } from "../../bridge/record.ts";
import { AckTracker } from "./ack-tracker.ts";
import type { ClientState } from "./client-state.ts";
import type { Connection, NamespaceInfo, SessionState } from "./connection.ts";
import { HeartbeatTracker } from "./heartbeat-tracker.ts";
import type { ReconnectionTracker } from "./reconnection-tracker.ts";
import type { RowData } from "./row-data.ts";
import { StatisticsTracker } from "./statistics-tracker.ts";
import { UpgradeTracker } from "./upgrade-tracker.ts";

/** An event whose attachments are still to come. */
export interface Unfinished {
  readonly row: RowData;
  left: number;
}

/** The connections one after another by which a page reaches the same server. */
export interface Line {
  readonly key: string;
  readonly reconnection: ReconnectionTracker;
  current: ConnectionState | undefined;
}

/** What a connection starts with. */
export interface ConnectionStart {
  readonly id: string;
  readonly document: string;
  readonly realm: Realm;
  readonly url: string;
  readonly transport: LinkTransport;
  readonly protocol: 3 | 4;
  readonly at: number;
  readonly line: Line;
  readonly stack: string | undefined;
}

/** One session of Engine.IO, or the attempts to open one, as the store keeps it. */
export class ConnectionState implements Connection {
  readonly id: string;
  readonly document: string;
  readonly realm: Realm;
  readonly url: string;
  readonly stack: string | undefined;
  readonly startedAt: number;
  readonly line: Line;
  protocol: 3 | 4;
  transport: LinkTransport;
  client: ClientState | undefined;
  state: SessionState = "connecting";
  reason: string | undefined;
  sid: string | undefined;
  socketIo: boolean | undefined;
  handshake: Handshake | undefined;
  openedAt: number | undefined;
  endedAt: number | undefined;
  attempts = 1;
  rows = 0;
  lastAt: number;
  link: number | undefined;
  /** Whether one side said that it wants to stop, so that the end is no loss. */
  leaving = false;
  /** The row that shows why its last upgrade failed. */
  failedProbe: number | undefined;
  /** When its newest row went. */
  lastRowAt: number | undefined;
  readonly namespaces: Map<string, NamespaceInfo> = new Map();
  readonly upgrade: UpgradeTracker = new UpgradeTracker();
  readonly heartbeats: HeartbeatTracker = new HeartbeatTracker(() => this.protocol);
  readonly statistics: StatisticsTracker = new StatisticsTracker();
  readonly acks: AckTracker = new AckTracker();
  readonly unfinished: Record<"in" | "out", Unfinished | undefined> = { in: undefined, out: undefined };

  constructor(start: ConnectionStart) {
    this.id = start.id;
    this.document = start.document;
    this.realm = start.realm;
    this.url = start.url;
    this.stack = start.stack;
    this.transport = start.transport;
    this.protocol = start.protocol;
    this.startedAt = this.lastAt = start.at;
    this.line = start.line;
  }

  get reconnection(): ReconnectionTracker {
    return this.client?.reconnection ?? this.line.reconnection;
  }

  get ended(): boolean {
    return this.state === "failed" || this.state === "closed" || this.state === "waiting";
  }
}
