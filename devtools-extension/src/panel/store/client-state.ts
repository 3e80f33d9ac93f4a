import type { Realm } from "../../bridge/record.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { ClientInfo, QueueSample } from "./connection.ts";
import { Recent } from "./recent.ts";
import { ReconnectionTracker } from "./reconnection-tracker.ts";

const MAX_QUEUE_SAMPLES = 600;

/** An Upwire client as the store keeps it. */
export class ClientState implements ClientInfo {
  readonly id: string;
  readonly document: string;
  readonly realm: Realm;
  readonly url: string;
  readonly name: string | undefined;
  readonly tapped: boolean;
  state = "idle";
  reason: string | undefined;
  error: string | undefined;
  connection: ConnectionState | undefined;
  /** The id of its session, before the connection is known that has it. */
  sid: string | undefined;
  readonly reconnection: ReconnectionTracker = new ReconnectionTracker();
  readonly #queue = new Recent<QueueSample>(MAX_QUEUE_SAMPLES);

  constructor(start: Pick<ClientInfo, "id" | "document" | "realm" | "url" | "name" | "tapped">) {
    this.id = start.id;
    this.document = start.document;
    this.realm = start.realm;
    this.url = start.url;
    this.name = start.name;
    this.tapped = start.tapped;
  }

  get queue(): readonly QueueSample[] {
    return this.#queue.items;
  }

  /** So much waits in it now. */
  queued(at: number, depth: number): void {
    this.#queue.add({ at, depth });
  }
}
