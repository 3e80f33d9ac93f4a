import type { Binary, EnginePacket } from "@upwire/protocol";
import type { Transport } from "./transports/transport.ts";

/** Called when the engine has handed over what was sent. */
export type SendCallback = (transport: Transport) => void;

/** What is to be reported when the tick's output has left; made only where somebody asked for it. */
export interface FlushReport {
  readonly callbacks: SendCallback[];
  readonly packets: EnginePacket<string | Binary>[];
}

/** A report of nothing yet. */
export function flushReport(): FlushReport {
  return { callbacks: [], packets: [] };
}
