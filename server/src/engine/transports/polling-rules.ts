import type { EngineCodec } from "@upwire/protocol";
import type { Ticket } from "../admission/admission.ts";
import type { ResolvedOptions } from "../engine-options.ts";
import type { Reporting } from "../reporting.ts";
import { codecOf } from "./web-socket-form.ts";

/** How a client polls, and what it may send. */
export interface PollingRules {
  readonly server: Reporting;
  readonly codec: EngineCodec;
  /** Whether binary must travel as base64 (query `b64`), or always does, as in Engine.IO 4. */
  readonly base64: boolean;
  /** The first Origin that was named: a page names none when it opens a session at its own server, and does when it posts. */
  origin: string | undefined;
  readonly maxBytes: number;
  readonly maxPackets: number;
  readonly bodyTimeout: number;
  readonly closeTimeout: number;
  /** Bytes from which an answer is compressed; `undefined` never. */
  readonly compressionThreshold: number | undefined;
}

/** The rules for a session that was admitted with `ticket` from `origin`. */
export function pollingRules(
  server: Reporting & { readonly options: ResolvedOptions },
  { protocol, base64 }: Ticket,
  origin: string | undefined,
): PollingRules {
  const { maxHttpBufferSize, maxPacketsPerPayload, bodyTimeout, pollingCloseTimeout, compressionThreshold } =
    server.options;
  return {
    server,
    codec: codecOf(protocol),
    base64,
    origin,
    maxBytes: maxHttpBufferSize,
    maxPackets: maxPacketsPerPayload,
    bodyTimeout,
    closeTimeout: pollingCloseTimeout,
    compressionThreshold,
  };
}
