import type { Direction, InspectionEvent } from "@upwire/protocol";

/** How a link carries Engine.IO packets; each polling request is a link of its own. */
export type LinkTransport = "polling" | "websocket" | "webtransport" | "eventsource";

/** The kind of global scope an Upwire client runs in. */
export type Realm = "window" | "worker" | "shared worker" | "service worker";

/** What went over a link: a WebSocket message or a polling body. `size` is in bytes, also where `cut` says that only the beginning is here. */
export type FrameBody =
  | { readonly text: string; readonly size: number; readonly cut?: true }
  | { readonly base64: string; readonly size: number; readonly cut?: true };

/** An inspection event as it crosses realms: the error as text, since a page can make an `Error` do anything. */
export type RelayedInspection =
  | Exclude<InspectionEvent, { kind: "state" | "engine packet" | "socket packet" }>
  | RelayedState
  | RelayedPacket
  | RelayedQueue;

/** A state of an Upwire client, with what made it enter that state. */
export interface RelayedState {
  readonly at: number;
  readonly kind: "state";
  readonly state: string;
  readonly reason?: string | undefined;
  readonly error?: string | undefined;
  readonly attempt?: number | undefined;
  readonly delay?: number | undefined;
}

/** How many packets and events wait in a client: in its session and, until they are joined, in its namespaces. A sample, now and then. */
export interface RelayedQueue {
  readonly at: number;
  readonly kind: "queue";
  readonly depth: number;
}

/** A packet of a client whose wire no tap sees (in a worker), as the bytes it would be in a WebSocket frame. */
export interface RelayedPacket {
  readonly at: number;
  readonly kind: "engine packet";
  readonly direction: Direction;
  readonly transport: string;
  readonly frame: FrameBody;
}

/**
 * One thing the tap saw. `seq` counts up by one per document, so that a gap shows; `at` is in milliseconds since the epoch with
 * fractions, from the monotonic clock.
 */
export type TapRecord = { readonly seq: number; readonly at: number } & (
  | {
      /** A WebSocket was constructed, or a polling request begun. */
      readonly kind: "link";
      readonly link: number;
      readonly transport: LinkTransport;
      readonly url: string;
      readonly method?: string;
      /** Where in the page's code, as text. */
      readonly stack?: string;
    }
  | { readonly kind: "link open"; readonly link: number; readonly status?: number }
  | {
      readonly kind: "frame";
      readonly link: number;
      readonly direction: Direction;
      readonly body: FrameBody;
      readonly fault?: FaultMark;
    }
  | {
      readonly kind: "link end";
      readonly link: number;
      readonly code?: number;
      readonly reason?: string;
      readonly status?: number;
      readonly error?: string;
    }
  | {
      /** An Upwire client announced itself. `tapped` says that its frames come from the tap and need not be relayed. */
      readonly kind: "client";
      readonly client: string;
      readonly realm: Realm;
      readonly url: string;
      readonly name?: string;
      readonly tapped: boolean;
    }
  | { readonly kind: "inspection"; readonly client: string; readonly event: RelayedInspection }
  | { readonly kind: "worker"; readonly url: string; readonly name: string; readonly shared: boolean }
  /** The ring or the bridge let go of this many records before this one. */
  | { readonly kind: "dropped"; readonly count: number; readonly where: "ring" | "bridge" }
);

/** What a simulated fault did to a frame. */
export type FaultMark = "dropped" | "delayed" | "duplicated" | "injected";

/** A document (a page load of one frame) that records come from. */
export interface DocumentInfo {
  /** Made anew by each load. */
  readonly id: string;
  /** The frame's number in its tab; 0 is the top one. */
  readonly frame: number;
  readonly url: string;
  readonly title?: string;
}

/** Records of one document, in order. */
export interface Batch {
  readonly document: DocumentInfo;
  readonly records: readonly TapRecord[];
}
