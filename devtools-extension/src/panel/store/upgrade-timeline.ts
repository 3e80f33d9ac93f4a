/** The columns of the sequence diagram. */
export type Lane = "client" | "polling" | "websocket" | "server";

/** An arrow of the diagram; one with equal ends is something that a lane does by itself, such as pausing. */
export interface SequenceStep {
  readonly at: number;
  readonly from: Lane;
  readonly to: Lane;
  /** The transport that an arrow between client and server goes over. */
  readonly via: "polling" | "websocket" | undefined;
  /** Short, such as `2probe`. */
  readonly label: string;
  /** What it means, in a sentence. */
  readonly detail: string;
  readonly failed: boolean;
  /** The record that shows it. */
  readonly seq: number;
}

/** How a session moved from polling to WebSocket, or why it did not. */
export interface UpgradeTimeline {
  readonly state: "none" | "offered" | "running" | "done" | "failed";
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly steps: readonly SequenceStep[];
  /** Why it failed or was never tried, in words. */
  readonly reason: string | undefined;
  /** How often it was tried. */
  readonly attempts: number;
}
