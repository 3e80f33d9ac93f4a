import { CONNECT, type SocketPacket } from "@upwire/protocol";
import type { Connection } from "./connection.ts";
import type { ConnectPayload } from "./feature.ts";

const CONNECT_ERROR = 4;

/**
 * Makes a connection speak to servers of protocol 4 (Socket.IO 1 and 2): they join everybody to `/` by themselves, tell
 * no id, repeat the query behind the name when they refuse, and take credentials as that query.
 */
export function adaptToProtocol4(connection: Connection): void {
  const reader = connection.reader.bind(connection);
  const write = connection.write.bind(connection);
  /** The session whose `/` the server has announced before anybody wanted it. */
  let announced: unknown;
  const sid = (): string => connection.session?.handshake?.sid ?? "";
  const rootPacket = (): SocketPacket => ({ type: CONNECT, nsp: "/", data: { sid: sid() } });

  const translated = (packet: SocketPacket): SocketPacket | undefined => {
    const nsp = packet.nsp.split("?")[0] ?? "";
    if (packet.type === CONNECT_ERROR) return { ...packet, nsp, data: refusal(packet.data) };
    if (packet.type !== CONNECT) return { ...packet, nsp };
    if (nsp !== "/") return { ...packet, nsp, data: { sid: `${nsp}#${sid()}` } };
    if (connection.namespaces.get(nsp)?.active) return rootPacket();
    announced = connection.session;
    return undefined;
  };
  connection.reader = () => {
    const read = reader();
    return (message) => {
      const packet = read(message);
      return packet && translated(packet);
    };
  };
  connection.write = (packet) => {
    const { type, nsp, data } = packet;
    if (type !== CONNECT) return write(packet);
    if (nsp === "/") {
      if (announced === connection.session) connection.namespaces.get(nsp)?.receive(rootPacket());
      announced = undefined;
      return undefined;
    }
    // True because what is no string is written as one, as in every query.
    const query = data ? `?${new URLSearchParams(data as Record<string, string>)}` : "";
    return write(connection.encode({ type, nsp: nsp + query }));
  };
}

/** A refusal in the form of protocol 5: the error's message, or what the middleware attached to it and then nothing else. */
function refusal(data: unknown): ConnectPayload {
  return typeof data === "string" ? { message: data } : { message: "the server refused: see data", data };
}
