import type { Binary, EngineCodec, EnginePacket, OpenPacket, Report } from "@upwire/protocol";
import type { Clock } from "./clock.ts";
import { UpwireError } from "./errors.ts";

/** Makes transports, one per session or probe. `name` stands before anything opens, to match the server's `upgrades`. */
export interface TransportFactory<Name extends string = string> {
  readonly name: Name;
  /** Starts connecting. Reports nothing before it has returned, and throws nothing: failures come through `events.end`. */
  open(context: TransportContext, events: TransportEvents): Transport<Name>;
}

/** One way to move packets of one session; what does not leave at once waits here. */
export interface Transport<Name extends string = string> {
  /** The leaf in use, which changes when a combinator moves on. */
  readonly name: Name;
  /** Whether a packet sent now would leave now. */
  readonly writable: boolean;
  /** How many packets wait for their turn; none where this is missing. */
  readonly buffered?: number;
  /** Sends behind everything sent before. Resolves when it has left, at once if nothing is returned; failures come through `events.end`. */
  send(packet: EnginePacket): Promise<void> | void;
  /** Finishes what was sent and what is in flight, in both directions, and starts nothing new; settles when all is quiet. */
  pause(): Promise<void> | void;
  /** Goes on after `pause`, also after one that has not settled yet. */
  resume(): void;
  /** Ends at once and releases everything; says nothing to the peer and reports nothing any more. */
  close(): void;
}

/** Why a transport ended by itself. */
export type TransportCloseReason = "transport close" | "transport error" | "parse error";

/** What a transport reports to. Nothing follows `end`, which comes at most once: whoever hears it closes the transport at once. */
export interface TransportEvents {
  /** Packets can be sent. */
  open?(): void;
  /** Throws for what the session cannot go on with; the transport then ends with "parse error". */
  packet(packet: EnginePacket<string | Binary>): void;
  end(reason: TransportCloseReason, error: UpwireError): void;
}

/** Where a session is in its life; it never goes back. */
export type SessionState = "opening" | "open" | "closing" | "closed";

/** The session as its transports see it; what they read here may change from one moment to the next. */
export interface Link {
  readonly state: SessionState;
  /** Set by the session before `events.packet` of the open packet returns. */
  readonly handshake: OpenPacket | undefined;
  /** Hears of what no packet tells, and is missing while nobody listens, so that nothing is built for nobody. */
  readonly inspector?: ((report: Report) => void) | undefined;
  /** Cookies the server set, by name, where the runtime keeps none itself (Node). */
  cookies?: Map<string, string>;
}

/** What a transport is given to open with. */
export interface TransportContext {
  /** With the path and the application's query; `ws:` and `http:` mean the same, and so do `wss:` and `https:`. */
  readonly url: URL;
  readonly link: Link;
  readonly clock: Clock;
  /** Missing for Engine.IO 4, so that each transport brings only the functions it needs. */
  readonly codec: EngineCodec | undefined;
}

/** Makes the address one of `transport`, and of the session once it is open. */
export function address({ url, link, codec }: TransportContext, transport: string): URL {
  const query = url.searchParams;
  query.set("EIO", `${codec?.protocol ?? 4}`);
  query.set("transport", transport);
  if (link.handshake) query.set("sid", link.handshake.sid);
  return url;
}

/** What came is no packet, or no handshake where one was due. */
export function parseError({ link }: TransportContext, cause: unknown): UpwireError {
  return new UpwireError(
    link.handshake ? "PARSE_ERROR" : "BAD_HANDSHAKE",
    `${String(cause)}: is this an Engine.IO server?`,
    { cause },
  );
}
