import type { Attachment, Binary } from "@upwire/protocol";
import type { TransportFactory } from "../../src/transport.ts";

/** Where a transport is tried: a server that echoes every message, and what a test may do to it. */
export interface Ground {
  readonly url: string;
  readonly factory: TransportFactory;
  /** Settled when the server has moved to another transport, if it ever does. */
  readonly moved: Promise<void>;
  /** Sends a message to the client that is connected. */
  push(data: string): void;
  /** Everything the server has read, in order. */
  readonly read: readonly (string | Attachment | Binary)[];
  /** Sends what is no packet. */
  garbage(): void;
  /** Breaks every connection without a goodbye. */
  breakOff(): void;
  stop(): Promise<void>;
}

/** A transport under its name, and the ground it stands on. */
export interface Contestant {
  readonly name: string;
  /** When the transport is where it will stay. */
  readonly settles: "at once" | "after the upgrade";
  ground(): Promise<Ground>;
}
