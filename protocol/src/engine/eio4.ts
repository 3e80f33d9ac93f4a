import type { EngineCodec } from "./codec.ts";
import { ProtocolError } from "../errors.ts";
import { decodeFrame, decodeTextFrame, encodeFrame, encodeTextFrame } from "./frame.ts";
import { decodePayload, encodePayload } from "./payload.ts";

/** Engine.IO 4, the generation of Socket.IO 3 and 4, whole. Code that must stay small imports the functions instead. */
export const eio4: EngineCodec = {
  protocol: 4,
  encodeFrame: (packet, base64) => (base64 ? encodeTextFrame(packet) : encodeFrame(packet)),
  decodeFrame: (frame) => (typeof frame === "string" ? decodeTextFrame(frame) : decodeFrame(frame)),
  encodePayload: (packets) => encodePayload(packets),
  decodePayload(body, maxPackets) {
    if (typeof body !== "string") {
      throw new ProtocolError("UNEXPECTED_BINARY", "a polling body of bytes");
    }
    return decodePayload(body, maxPackets);
  },
};
