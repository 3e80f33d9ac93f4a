import { ACK, EVENT } from "@upwire/protocol";
import type { Connection } from "../connection.ts";
import type { UpwireErrorCode } from "../errors.ts";
import type { Feature } from "../feature.ts";
import { callHandler } from "../listeners.ts";
import type { Outgoing } from "../namespace.ts";

/** An event or acknowledgement of ours that has not gone out, or of which nobody knows whether it did. */
export interface LostPacket {
  readonly nsp: string;
  readonly data: unknown;
  readonly code: UpwireErrorCode;
}

/** Tells `listener` of every event and acknowledgement of ours that is lost: refused, dropped, or on a link when it fell. */
export function losses(listener: (packet: LostPacket) => void): Feature {
  const watched = new WeakSet<Connection>();
  return ({ link }) => {
    if (watched.has(link)) return;
    watched.add(link);
    watchLosses(link, (packet) => void callHandler(listener, [packet]));
  };
}

/** For one connection, what `losses` does for whichever it is handed to. */
export function watchLosses(connection: Connection, listener: (packet: LostPacket) => void): void {
  /** What waits in the transport or is on its way, as far as we know. */
  const inFlight = new Set<Outgoing>();
  const write = connection.write.bind(connection);
  const ended = connection.ended.bind(connection);

  connection.lost = ({ type, nsp, data }, code) => {
    if (type === EVENT || type === ACK) listener({ nsp, data, code });
  };
  connection.write = (packet) => {
    const left = write(packet);
    if (left) {
      inFlight.add(packet);
      void left.then(() => inFlight.delete(packet));
    }
    return left;
  };
  connection.ended = (reason, error, session = connection.session, over) => {
    if (session === connection.session) {
      const lost = [...inFlight];
      inFlight.clear();
      for (const packet of lost) connection.lost?.(packet, error?.code ?? "CONNECTION_LOST");
    }
    ended(reason, error, session, over);
  };
}
