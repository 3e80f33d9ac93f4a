import { type Binary, type EnginePacket, type Handshake, parseHandshake } from "@upwire/protocol";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { UpwireError } from "../../src/errors.ts";
import type {
  Link,
  SessionState,
  Transport,
  TransportContext,
  TransportEvents,
  TransportFactory,
} from "../../src/transport.ts";

/** The clock of the runtime, which counts the timers that are set. */
class CountingClock implements Clock {
  readonly #pending = new Set<unknown>();
  readonly performance: Clock["performance"] = systemClock.performance;

  get pending(): number {
    return this.#pending.size;
  }

  setTimeout(callback: () => void, delay: number): unknown {
    const timer = systemClock.setTimeout(() => {
      this.#pending.delete(timer);
      callback();
    }, delay);
    this.#pending.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#pending.delete(timer);
    systemClock.clearTimeout(timer);
  }
}

/** Plays the session for one transport, writes down what it reports and waits for it. */
export class Driver implements Link {
  state: SessionState = "opening";
  handshake: Handshake | undefined;
  inspector: Link["inspector"];
  /** Every report in order: packet types, message data, and how it ended. */
  readonly reports: unknown[] = [];
  readonly messages: (string | Binary)[] = [];
  readonly clock: CountingClock = new CountingClock();
  readonly transport: Transport;
  /** The name that stood when `open` returned. */
  readonly firstName: string;
  error: UpwireError | undefined;
  /** Set while `open` runs, when nothing may be reported. */
  reportedEarly = false;
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  constructor(url: string, factory: TransportFactory) {
    let opening = true;
    const noted = (report: unknown): void => {
      this.reportedEarly ||= opening;
      this.reports.push(report);
    };
    const context: TransportContext = {
      url: new URL("/engine.io/", url),
      link: this,
      clock: this.clock,
      codec: undefined,
    };
    const events: TransportEvents = {
      open: () => noted("opened"),
      packet: (packet) => {
        noted(packet.type);
        this.#take(packet);
        this.#wake();
      },
      end: (reason, error) => {
        noted(reason);
        this.error = error;
        this.#wake();
      },
    };
    this.inspector = () => this.#wake();
    this.transport = factory.open(context, events);
    this.firstName = this.transport.name;
    opening = false;
  }

  /** Waits until something is the case; looks after each report. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ until: condition, resolve });
      this.#wake();
    });
  }

  message(data: string | Binary): Promise<void> {
    return Promise.resolve(this.transport.send({ type: "message", data }));
  }

  #take({ type, data = "" }: EnginePacket<string | Binary>): void {
    if (type === "open") {
      this.handshake = parseHandshake(typeof data === "string" ? data : "");
      this.state = "open";
    } else if (type === "message") this.messages.push(data);
  }

  #wake(): void {
    this.#waiting = this.#waiting.filter(({ until, resolve }) => {
      if (!until()) return true;
      resolve();
      return false;
    });
  }
}
