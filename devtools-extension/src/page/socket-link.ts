import type { Direction } from "@upwire/protocol";
import type { CommandResult } from "../bridge/command.ts";
import type { FaultMark } from "../bridge/record.ts";
import { sidIn, sidOf } from "./engine-url.ts";
import { closeCode, closeReason, dispatch, listen, messageData, swallow } from "./events.ts";
import { Lane } from "./lane.ts";
import { type LinkControl, NOT_OPEN, OK, type RawFrame } from "./link-control.ts";
import { lengthOf } from "./payload.ts";
import {
  apply,
  getter,
  NativeBlob,
  NativeCloseEvent,
  NativeEvent,
  NativeMessageEvent,
  NativeURL,
  plain,
  uncurried,
} from "./primordials.ts";
import type { TapState } from "./tap-state.ts";

type NativeSend = (this: WebSocket, data: never) => void;

const OPEN = 1;
const CLOSED = 3;
const ABNORMAL = 1006;

const stateOf: (self: unknown) => number | undefined = getter(WebSocket.prototype, "readyState");
const binaryTypeOf: (self: unknown) => string | undefined = getter(WebSocket.prototype, "binaryType");
const originOf: (self: unknown) => string | undefined = getter(NativeURL.prototype, "origin");
const sendOn: (socket: WebSocket, data: RawFrame) => void = uncurried(WebSocket.prototype.send);
const closeOn: (socket: WebSocket) => void = uncurried(WebSocket.prototype.close);

/** A WebSocket of Engine.IO: takes down what goes over it, and carries out faults and commands. */
export class SocketLink implements LinkControl {
  readonly #tap: TapState;
  readonly #socket: WebSocket;
  readonly #url: string;
  readonly #link: number;
  readonly #out: Lane;
  readonly #in: Lane;
  /** The session it belongs to; known from its address or from the handshake. */
  #sid: string | undefined;
  #blocked = false;
  /** The page has been told that it is over, so nothing more comes. */
  #cut = false;

  constructor(tap: TapState, socket: WebSocket, url: string, wrapper: object | undefined) {
    this.#tap = tap;
    this.#socket = socket;
    this.#url = url;
    this.#sid = sidOf(url);
    this.#out = new Lane(tap.faults, "out");
    this.#in = new Lane(tap.faults, "in");
    this.#link = tap.recorder.link("websocket", url, undefined, wrapper);
    tap.links.add(this.#link, this);
    // These are the first of all its listeners, since nobody has had the socket yet.
    listen(socket, "open", (event) => this.#pass(event, () => this.opened()));
    listen(socket, "message", (event) => this.#pass(event, () => this.received(event)));
    listen(socket, "error", (event) => this.#pass(event));
    listen(socket, "close", (event) => this.#pass(event, () => this.#closed(event)));
  }

  /** The page's socket is about to be refused. */
  block(): void {
    this.#blocked = true;
  }

  opened(): void {
    this.#tap.recorder.note({ kind: "link open", link: this.#link });
  }

  /** A message of the wire, before the page hears of it. */
  received(event: Event): void {
    const { recorder, faults } = this.#tap;
    if (!recorder.armed) return;
    const data = messageData(event);
    this.#sid ??= typeof data === "string" ? sidIn(data) : undefined;
    if (!faults.plan && !this.#in.waiting) return this.#record("in", data);
    const mark = this.#in.judge(data);
    if (mark === "dropped") {
      swallow(event);
      return this.#record("in", data, mark);
    }
    const deliver = (fault?: FaultMark): void => {
      this.#deliver(data, fault);
      if (mark) this.#deliver(data, mark);
    };
    if (this.#in.delays(lengthOf(data), () => deliver("delayed"))) swallow(event);
    else if (mark) {
      swallow(event);
      deliver();
    } else this.#record("in", data);
  }

  /** The page sends, which throws what it natively throws. */
  pageSends(native: NativeSend, args: readonly unknown[]): unknown {
    const { faults } = this.#tap;
    // A socket that is not open throws or swallows the frame: nothing goes over the wire.
    if (stateOf(this.#socket) !== OPEN) return apply(native, this.#socket, args);
    if (!faults.plan && !this.#out.waiting) {
      const result: unknown = apply(native, this.#socket, args);
      this.#record("out", args[0]);
      return result;
    }
    return this.#sendUnderFaults(native, args);
  }

  /** The page closes: what waits to go out goes before, and what waits to come in never comes. */
  closing(): void {
    this.#out.flush();
    this.#in.clear();
  }

  send(direction: Direction, frames: readonly RawFrame[]): CommandResult {
    if (this.#cut || stateOf(this.#socket) !== OPEN) return NOT_OPEN;
    for (let index = 0; index < frames.length; index++) {
      // True because the index is in range.
      const frame = frames[index] as RawFrame;
      if (direction === "in") this.#deliver(this.#asBinaryType(frame), "injected");
      else {
        sendOn(this.#socket, frame);
        this.#record("out", frame, "injected");
      }
    }
    return OK;
  }

  cut(): CommandResult {
    if (this.#cut || stateOf(this.#socket) === CLOSED) return NOT_OPEN;
    this.closing();
    closeOn(this.#socket);
    this.#cut = true;
    this.#tap.recorder.note({ kind: "link end", link: this.#link, code: ABNORMAL, error: "cut from the panel" });
    dispatch(this.#socket, new NativeEvent("error"));
    dispatch(this.#socket, new NativeCloseEvent("close", plain({ code: ABNORMAL, wasClean: false })));
    return OK;
  }

  /** Lets an event of the platform through to `then` and to the page, unless it believes the socket gone. */
  #pass(event: Event, handle?: () => void): void {
    if (!event.isTrusted) return;
    if (this.#cut) return swallow(event);
    try {
      handle?.();
    } catch {
      // Whatever a hostile page made of this, its own listeners come next.
    }
  }

  #closed(event: Event): void {
    this.#in.flush();
    this.#out.clear();
    this.#tap.sessions.left(this.#sid, this);
    const code = closeCode(event) ?? ABNORMAL;
    const end = { kind: "link end", link: this.#link, code, reason: closeReason(event) ?? "" } as const;
    this.#tap.recorder.note(this.#blocked ? { ...end, error: "blocked by a simulated fault" } : end);
  }

  #sendUnderFaults(native: NativeSend, args: readonly unknown[]): unknown {
    const data = args[0];
    const mark = this.#out.judge(data);
    if (mark === "dropped") return this.#record("out", data, mark);
    const go = (fault?: FaultMark): void => {
      if (stateOf(this.#socket) !== OPEN) return;
      apply(native, this.#socket, args);
      this.#record("out", data, fault);
      if (!mark) return;
      apply(native, this.#socket, args);
      this.#record("out", data, mark);
    };
    return this.#out.delays(lengthOf(data), () => go("delayed")) ? undefined : go();
  }

  /** Hands the page a message as if it had come; what a listener of the page throws is reported by the platform. */
  #deliver(data: unknown, fault: FaultMark | undefined): void {
    if (this.#cut) return;
    this.#record("in", data, fault);
    const origin = originOf(new NativeURL(this.#url));
    dispatch(this.#socket, new NativeMessageEvent("message", plain({ data, origin: origin ?? "" })));
  }

  #asBinaryType(frame: RawFrame): unknown {
    if (typeof frame === "string") return frame;
    return binaryTypeOf(this.#socket) === "blob" ? new NativeBlob([frame]) : frame.buffer;
  }

  #record(direction: Direction, data: unknown, fault?: FaultMark): void {
    try {
      this.#tap.recorder.frame(this.#link, direction, data, fault);
      // The client confirms an upgrade: from now on the session is here.
      if (direction === "out" && data === "5") this.#tap.sessions.moved(this.#sid, this);
    } catch {
      // Nothing that goes wrong here is the page's affair.
    }
  }
}
