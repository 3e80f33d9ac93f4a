import type { EngineCodec } from "./codec.ts";
import { decodeFrame3, encodeFrame3 } from "./eio3-frame.ts";
import { decodePayload3, encodePayload3 } from "./eio3-payload.ts";

/** Engine.IO 3, the generation of Socket.IO 1 and 2, whole. */
export const eio3: EngineCodec = {
  protocol: 3,
  encodeFrame: encodeFrame3,
  decodeFrame: decodeFrame3,
  encodePayload: encodePayload3,
  decodePayload: decodePayload3,
};
