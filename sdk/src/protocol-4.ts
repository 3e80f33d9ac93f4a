import type { SocketPacket } from "@upwire/protocol";
import type { Connection } from "./connection.ts";
import type { ConnectPayload } from "./feature.ts";

const CONNECT = 0;
const CONNECT_ERROR = 4;

/**
 * Makes a connection speak to servers of protocol 4 (Socket.IO 1 and 2): they join everybody to `/` by themselves, tell
 * no id, repeat the query behind the name when they refuse, and take credentials as that query.
 */
export function adaptToProtocol4(connection: Connection): void {
  const dispatch = connection.dispatch.bind(connection);
  const join = connection.join.bind(connection);
  /** The session whose `/` the server has announced before anybody wanted it. */
  let announced: unknown;
  const rootPacket = (): SocketPacket => ({
    type: CONNECT,
    nsp: "/",
    data: { sid: connection.session?.handshake?.sid },
  });
  connection.dispatch = (packet) => {
    const nsp = packet.nsp.split("?")[0] ?? "";
    if (packet.type === CONNECT_ERROR) return dispatch({ ...packet, nsp, data: refusal(packet.data) });
    if (packet.type !== CONNECT) return dispatch({ ...packet, nsp });
    if (nsp !== "/") return dispatch({ ...packet, nsp, data: { sid: `${nsp}#${connection.session?.handshake?.sid}` } });
    if (connection.namespaces.get(nsp)?.active) return dispatch(rootPacket());
    announced = connection.session;
  };
  connection.join = (nsp, payload) => {
    if (nsp === "/") {
      if (announced === connection.session) dispatch(rootPacket());
      announced = undefined;
      return;
    }
    // True because what is no string is written as one, as in every query.
    const query = payload && new URLSearchParams(payload as Record<string, string>);
    join(query ? `${nsp}?${query}` : nsp, undefined);
  };
}

/** A refusal in the form of protocol 5: the error's message, or what the middleware attached to it and then nothing else. */
function refusal(data: unknown): ConnectPayload {
  return typeof data === "string" ? { message: data } : { message: "the server refused: see data", data };
}
