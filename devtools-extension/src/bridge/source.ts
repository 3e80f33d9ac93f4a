import type { Command, CommandResult } from "./command.ts";
import type { Batch } from "./record.ts";

/** What a source tells about itself besides records. */
export type SourceStatus = "connecting" | "live" | "reconnecting" | "recording";

/** Where a panel gets its records from: an inspected tab, the page it runs in, or a recording. */
export interface Source {
  readonly status: SourceStatus;
  /** Starts the flow, with what happened before; returns how to stop it. */
  subscribe(listener: (batch: Batch) => void, onStatus?: (status: SourceStatus) => void): () => void;
  /** Asks the tap of a document; a recording answers `NOT_OPEN`. */
  send(document: string, command: Command): Promise<CommandResult>;
}
