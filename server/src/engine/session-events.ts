import type { Binary, EnginePacket } from "@upwire/protocol";
import type { CloseReason } from "./close-reason.ts";
import type { Transport } from "./transports/transport.ts";

/** What `session.on` hears, under the names that Engine.IO documents. */
export type SessionEvents = {
  open: () => void;
  packet: (packet: EnginePacket<string | Binary>) => void;
  packetCreate: (packet: EnginePacket<string | Binary>) => void;
  message: (data: string | Buffer) => void;
  data: (data: string | Buffer) => void;
  flush: (packets: readonly EnginePacket<string | Binary>[]) => void;
  drain: () => void;
  upgrading: (transport: Transport) => void;
  upgrade: (transport: Transport) => void;
  heartbeat: () => void;
  close: (reason: CloseReason, detail?: unknown) => void;
};
