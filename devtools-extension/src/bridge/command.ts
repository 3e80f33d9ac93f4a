import type { FrameBody } from "./record.ts";

/** Faults the tap simulates on recognised links, decided by one seeded generator so that a run can be repeated. */
export interface FaultPlan {
  readonly seed: number;
  /** Chance from 0 to 1 that a message frame is swallowed. */
  readonly drop?: number;
  /** Chance from 0 to 1 that a message frame goes twice. */
  readonly duplicate?: number;
  /** Milliseconds every frame waits, in order, plus up to `jitter` more. */
  readonly delay?: number;
  readonly jitter?: number;
  /** Refuse new WebSockets to Engine.IO servers, so that the page stays on polling. */
  readonly blockWebSocket?: boolean;
  /** A slow link, in bytes per second each way. */
  readonly bytesPerSecond?: number;
  /** Which way the faults act; both when absent. */
  readonly direction?: "in" | "out";
}

/** What a panel asks a document's tap to do. */
export type Command =
  /** The whole body of a frame that came cut. */
  | { readonly do: "body"; readonly seq: number }
  /** Puts frames on the wire (`out`), or hands them to the page as if they had come (`in`), over the connection with this sid or link. */
  | {
      readonly do: "send";
      readonly link: number;
      readonly direction: "in" | "out";
      readonly frames: readonly FrameBody[];
    }
  /** Cuts the link's connection, as a lost network would. */
  | { readonly do: "cut"; readonly link: number }
  | { readonly do: "faults"; readonly plan: FaultPlan | undefined }
  /** Asks an Upwire client itself. */
  | { readonly do: "client"; readonly client: string; readonly action: "connect" | "disconnect" | "reconnect" }
  | { readonly do: "emit"; readonly client: string; readonly namespace: string; readonly args: readonly unknown[] };

/** How a command ended. */
export type CommandResult =
  | { readonly ok: true; readonly body?: FrameBody }
  | { readonly ok: false; readonly code: CommandErrorCode; readonly message: string };

/** Why a command could not be carried out. */
export type CommandErrorCode =
  | "UNKNOWN_DOCUMENT"
  | "UNKNOWN_LINK"
  | "UNKNOWN_CLIENT"
  | "GONE"
  | "NOT_OPEN"
  | "BAD_COMMAND"
  | "FAILED";
