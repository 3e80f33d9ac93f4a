import { CONNECT, EVENT, type SocketPacket } from "@upwire/protocol";
import type { ConnectPayload, Feature } from "../feature.ts";
import { isOffset } from "./offset.ts";

/**
 * Asks the server to go on with the session of before a short loss of the link, with the events missed meanwhile
 * (connection state recovery of Socket.IO 4.6). `socket.recovered` says whether it did.
 */
export function recovery(): Feature {
  return (namespace) => {
    /** The secret name of the session to go on with. */
    let pid: unknown;
    let offset: string | undefined;
    /** Events that were missed come before the server's CONNECT. */
    let early: SocketPacket[] = [];
    const credentials = namespace.credentials.bind(namespace);
    const receive = namespace.receive.bind(namespace);
    const fire = namespace.fire.bind(namespace);

    /** Only what has been delivered need not come again. */
    const deliver = (packet: SocketPacket): void => {
      offset = offsetOf(packet, pid, offset);
      receive(packet);
    };

    namespace.credentials = async () => {
      early = [];
      // True because an object can always be read by name.
      const payload = (await credentials()) as ConnectPayload | undefined;
      return pid === undefined ? payload : { pid, offset, ...payload };
    };

    namespace.receive = (packet) => {
      const { type, data } = packet;
      if (type === EVENT) {
        if (namespace.connected) offset = offsetOf(packet, pid, offset);
        else if (!namespace.link.full(early.length)) early.push(packet);
      }
      if (type === CONNECT && !namespace.connected) {
        // True because the decoder lets through no other data of CONNECT.
        const given = (data as ConnectPayload | undefined)?.["pid"];
        namespace.recovered = given !== undefined && given === pid;
        if (!namespace.recovered) offset = undefined;
        pid = given;
      }
      receive(packet);
    };

    namespace.fire = (name, ...args) => {
      // Before anybody hears of the connection, but behind what was emitted while away.
      if (name === "connect") for (const packet of early.splice(0)) deliver(packet);
      fire(name, ...args);
    };
  };
}

/** The offset of an event, which stands last; or the one before. Servers put none behind an event that they want acknowledged. */
function offsetOf({ id, data }: SocketPacket, pid: unknown, before: string | undefined): string | undefined {
  if (pid === undefined || id !== undefined || !Array.isArray(data) || data.length < 2) return before;
  const last: unknown = data.at(-1);
  return typeof last === "string" && isOffset(last, before) ? last : before;
}
