import type { Direction, EnginePacket, Report } from "@upwire/protocol";
import type { Clock } from "./clock.ts";
import type { Session, SessionOwner } from "./session.ts";

/** Who hears what a session does, and what has to be known of it. */
export interface Watch {
  readonly clock: Clock;
  /** The generation of Engine.IO. */
  readonly protocol: 3 | 4;
  /** Hears each report; undefined while nobody listens, so that nothing is built for nobody. */
  readonly tell: ((report: Report) => void) | undefined;
}

/** Reports the packets of a session, its heartbeats, and what its transports tell. Puts itself before the session's methods. */
export function inspectSession(session: Session, watch: Watch): void {
  const packet = session.packet.bind(session);
  const write = session.write.bind(session);
  const before = session.inspector;

  const report = (direction: Direction, carried: EnginePacket): void =>
    watch.tell?.({ kind: "engine packet", direction, transport: session.transport.name, packet: carried });

  session.inspector = (told) => {
    before?.(told);
    watch.tell?.(told);
  };
  session.packet = (incoming) => {
    report("in", incoming);
    packet(incoming);
    if (session.state === "open" && incoming.type === (watch.protocol === 3 ? "pong" : "ping"))
      tellBeat(session, watch);
  };
  session.write = (outgoing) => {
    if (session.state === "open") report("out", outgoing);
    return write(outgoing);
  };
}

/** Reports when sessions of this owner open and end. Puts itself before the owner's methods; `current` is the session of now. */
export function inspectOwner(owner: SessionOwner, current: () => Session | undefined, watch: Watch): void {
  const opened = owner.opened.bind(owner);
  const ended = owner.ended.bind(owner);

  owner.opened = () => {
    const session = current();
    if (session) tellOpen(session, watch);
    opened();
  };
  owner.ended = (...why) => {
    const [reason, error, session] = why;
    // A connection calls its own method too, when it leaves a session that ends later.
    if (session?.state === "closed") watch.tell?.({ kind: "close", reason, detail: error?.message });
    ended(...why);
  };
}

function tellOpen(session: Session, watch: Watch): void {
  const { handshake, transport } = session;
  if (!handshake) return;
  watch.tell?.({ kind: "open", sid: handshake.sid, transport: transport.name, protocol: watch.protocol });
  tellBeat(session, watch);
}

function tellBeat({ handshake }: Session, { clock, tell }: Watch): void {
  if (!handshake) return;
  const deadline = clock.performance.now() + handshake.pingInterval + handshake.pingTimeout;
  tell?.({ kind: "heartbeat", direction: "in", deadline });
}
