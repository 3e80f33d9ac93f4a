import { EVENT, type SocketPacket } from "@upwire/protocol";
import type { ConnectPayload, Feature } from "../feature.ts";
import { isOffset } from "./offset.ts";

const CONNECT = 0;

/**
 * Asks the server to go on with the session of before a short loss of the link, with the events missed meanwhile
 * (connection state recovery of Socket.IO 4.6). `socket.recovered` says whether it did.
 */
export function recovery(): Feature {
  return (namespace) => {
    /** The secret name of the session to go on with. */
    let pid: unknown;
    let offset: string | undefined;
    const credentials = namespace.credentials.bind(namespace);
    const receive = namespace.receive.bind(namespace);

    namespace.credentials = async () => {
      // True because an object can always be read by name.
      const payload = (await credentials()) as ConnectPayload | undefined;
      return pid === undefined ? payload : { pid, offset, ...payload };
    };

    namespace.receive = (packet) => {
      if (packet.type === EVENT) offset = offsetOf(packet, pid, offset);
      if (packet.type === CONNECT && !namespace.connected) {
        // True because the decoder lets through no other data of CONNECT.
        const given = (packet.data as ConnectPayload | undefined)?.["pid"];
        namespace.recovered = given !== undefined && given === pid;
        if (!namespace.recovered) offset = undefined;
        pid = given;
      }
      receive(packet);
    };
  };
}

/** The offset of an event, which stands last; or the one before. Servers put none behind an event that they want acknowledged. */
function offsetOf({ id, data }: SocketPacket, pid: unknown, before: string | undefined): string | undefined {
  if (pid === undefined || id !== undefined || !Array.isArray(data) || data.length < 2) return before;
  const last: unknown = data.at(-1);
  return typeof last === "string" && isOffset(last, before) ? last : before;
}
