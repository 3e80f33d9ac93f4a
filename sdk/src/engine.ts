export {
  type EngineEvents,
  EngineSession as Session,
  type EngineSessionOptions as SessionOptions,
} from "./engine-session.ts";
export { type Clock } from "./clock.ts";
export { UpwireError, type UpwireErrorCode, type UpwireErrorDetail } from "./errors.ts";
export type { CloseReason } from "./session.ts";
export type {
  Link,
  SessionState,
  Transport,
  TransportCloseReason,
  TransportContext,
  TransportEvents,
  TransportFactory,
} from "./transport.ts";
export { fallback, type FallbackOptions } from "./transports/fallback.ts";
export { polling, type PollingOptions } from "./transports/polling.ts";
export { upgrade, type UpgradeOptions } from "./transports/upgrade.ts";
export { webSocket, type WebSocketOptions } from "./transports/web-socket.ts";
export type { Handshake, InspectionEvent, Inspector } from "@upwire/protocol";
