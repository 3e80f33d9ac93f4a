import { encodeFrame, type EnginePacket } from "@upwire/protocol";
import { UpwireError } from "../../src/errors.ts";
import {
  parseError,
  type Transport,
  type TransportCloseReason,
  type TransportContext,
  type TransportEvents,
  type TransportFactory,
} from "../../src/transport.ts";
import { settled } from "../../src/testing/index.ts";

const HANDSHAKE = '{"sid":"engine-id","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

/** The other end of a transport, in the hands of a test: it says letter by letter what the server says. */
export interface ScriptedServer {
  readonly transport: TransportFactory<"scripted">;
  /** The frames of the running session that came from the client, in order. */
  readonly received: unknown[];
  /** How often the client has connected. */
  readonly sessions: number;
  readonly url: URL;
  /** Answers the handshake. */
  open(handshake?: string): Promise<void>;
  /** Sends messages: text without the engine's type digit, or bytes. */
  say(...messages: (string | Uint8Array)[]): Promise<void>;
  /** Sends a heartbeat. */
  ping(): Promise<void>;
  /** Lets the link fall. */
  cut(reason?: TransportCloseReason, error?: UpwireError): Promise<void>;
  /** Holds back what the client sends from now on, as a slow network does. */
  stall(): void;
}

/** A server that does nothing by itself. */
export function scriptedServer(): ScriptedServer {
  let context: TransportContext | undefined;
  let events: TransportEvents | undefined;
  let sessions = 0;
  let stalled = false;
  const received: unknown[] = [];
  const current = (): TransportContext => {
    if (!context) throw new Error("nobody is connected");
    return context;
  };
  const feed = async (packet: EnginePacket<string | Uint8Array>): Promise<void> => {
    try {
      events?.packet(packet);
    } catch (cause) {
      events?.end("parse error", parseError(current(), cause));
    }
    await settled();
  };
  return {
    transport: {
      name: "scripted",
      open(opened, told): Transport<"scripted"> {
        context = opened;
        events = told;
        sessions++;
        received.length = 0;
        stalled = false;
        return {
          name: "scripted",
          get writable() {
            return !stalled;
          },
          send(packet) {
            received.push(encodeFrame(packet));
            return stalled ? new Promise(() => {}) : undefined;
          },
          pause() {},
          resume() {},
          close() {
            context = events = undefined;
          },
        };
      },
    },
    received,
    get sessions() {
      return sessions;
    },
    get url() {
      return current().url;
    },
    async open(handshake = HANDSHAKE) {
      events?.open?.();
      await feed({ type: "open", data: handshake });
    },
    async say(...messages) {
      for (const data of messages) await feed({ type: "message", data });
    },
    ping: () => feed({ type: "ping" }),
    async cut(reason = "transport close", error = new UpwireError("CONNECTION_LOST", "cut by the test")) {
      events?.end(reason, error);
      await settled();
    },
    stall() {
      stalled = true;
    },
  };
}
