import type { Handshake, InspectionEvent } from "@upwire/protocol";
import { engineUrl } from "../../src/engine-url.ts";
import { FakeClock, type MemoryLink, type MemoryPeer, settled } from "../../src/testing/index.ts";
import type { Session, SessionCodec } from "../../src/session.ts";
import { type Heard, newSession } from "./new-session.ts";
import type { TransportFactory } from "../../src/transport.ts";

/** A session over memory, everything it told, and the clock it runs on. */
export interface Opened {
  readonly session: Session;
  readonly peer: MemoryPeer;
  readonly clock: FakeClock;
  readonly told: readonly unknown[];
  readonly inspected: readonly InspectionEvent[];
}

interface Setting {
  readonly handshake?: Partial<Handshake>;
  readonly protocol?: SessionCodec;
  readonly transport?: TransportFactory;
  readonly handlers?: Heard;
}

/** Opens a session over `link` and lets the server accept it. */
export async function openedSession(link: MemoryLink, setting: Setting = {}): Promise<Opened> {
  const clock = new FakeClock();
  const told: unknown[] = [];
  const inspected: InspectionEvent[] = [];
  const session = newSession(
    engineUrl("http://server"),
    { transport: setting.transport ?? link.transport, protocol: setting.protocol, clock },
    {
      inspector: (event) => inspected.push(event),
      ...(setting.handlers ?? {
        opened: () => told.push(["open", session.handshake?.sid]),
        received: (data) => told.push(["message", data]),
        ended: (reason, error) => told.push(["close", reason, ...(error ? [error.code] : [])]),
      }),
    },
  );
  const peer = await link.accept();
  peer.handshake({ pingInterval: 300, pingTimeout: 200, ...setting.handshake });
  await settled();
  return { session, peer, clock, told, inspected };
}
