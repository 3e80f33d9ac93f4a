import { isBlob } from "@upwire/protocol";
import { eio3 as codec } from "@upwire/protocol/eio3";
import type { Generation } from "./connection.ts";
import { adaptToProtocol4 } from "./protocol-4.ts";
import type { Session } from "./session.ts";

/** Message type byte before a binary WebSocket frame (Engine.IO 3, Packet encoding). */
const MESSAGE = "\x04";

/** The timer of each session's next ping: in this generation clients send them (Engine.IO 3, Packet encoding, `ping`). */
const pings = new WeakMap<Session, unknown>();

/**
 * Engine.IO 3, the generation of Socket.IO 2 servers: pass it as `protocol` to `connect`, `io` or `Session`.
 * Its servers speak protocol 4 of Socket.IO, which it teaches `connect` and `io` as well.
 */
export const eio3: Generation & { readonly protocol: 3 } = {
  protocol: 3,
  adapt: adaptToProtocol4,
  beat(session, clock) {
    if (!pings.has(session)) {
      const end = session.end.bind(session);
      session.end = (reason, error) => {
        clock.clearTimeout(pings.get(session));
        end(reason, error);
      };
    }
    clock.clearTimeout(pings.get(session));
    const ping = (): void => void session.write({ type: "ping" });
    pings.set(session, clock.setTimeout(ping, session.handshake?.pingInterval ?? 0));
  },
  encodeFrame(packet, base64) {
    const { data } = packet;
    // A Blob cannot be read at once, but a Blob that starts with the type byte can be made at once. True because only a `Blob` is branded so.
    if (!base64 && typeof data === "object" && isBlob(data)) return new Blob([MESSAGE, data as Blob]);
    return codec.encodeFrame(packet, base64);
  },
  decodeFrame: (frame) => codec.decodeFrame(frame),
  encodePayload: (packets, base64) => codec.encodePayload(packets, base64),
  decodePayload: (body, maxPackets) => codec.decodePayload(body, maxPackets),
};
