import { openWebSocket } from "#runtime";
import { type Binary, encodeFrame, readFrame } from "@upwire/protocol";
import { UpwireError } from "../errors.ts";
import { WRITABLE_BYTES } from "../limits.ts";
import {
  address,
  type Link,
  parseError,
  type Transport,
  type TransportContext,
  type TransportEvents,
  type TransportFactory,
} from "../transport.ts";

/** How `#runtime` opens a socket in each runtime. Throws what the runtime throws, or `NO_WEB_SOCKET`. */
export type OpenWebSocket = (url: URL, options: WebSocketOptions, link: Link) => WebSocket;

/** Options of `webSocket`. */
export interface WebSocketOptions {
  /** Subprotocols to offer. */
  readonly protocols?: string | readonly string[] | undefined;
  /** Headers of the opening request; only in Node, since browsers allow none. */
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
  /** Bytes that may wait inside the WebSocket before it counts as not writable, which drops volatile events. Default 65 536. */
  readonly writableBytes?: number | undefined;
  /** Only in Node: further options of the client of `ws`, such as `agent`, `ca` or `rejectUnauthorized`, and `autoUnref`, which lets the process end. */
  readonly nodeOptions?: object | undefined;
}

/** Engine.IO over one WebSocket: a packet is a frame. */
export function webSocket(options: WebSocketOptions = {}): TransportFactory<"websocket"> {
  return { name: "websocket", open: (context, events) => start(options, context, events) };
}

const eio4Frames = { encodeFrame, decodeFrame: readFrame };

function start(options: WebSocketOptions, context: TransportContext, events?: TransportEvents): Transport<"websocket"> {
  const { codec = eio4Frames, url, link } = context;
  let socket: WebSocket | undefined;
  let opened = false;
  let cause: unknown;

  const lost = (event?: CloseEvent): void => {
    const detail = { cause: cause ?? event };
    events?.end(
      opened && !cause ? "transport close" : "transport error",
      cause instanceof UpwireError
        ? cause
        : opened
          ? new UpwireError("CONNECTION_LOST", `WebSocket closed: ${event?.code}`, detail)
          : new UpwireError(
              "WEB_SOCKET_REFUSED",
              `no WebSocket at ${url.host}: is the server up, this origin allowed, a proxy between?`,
              detail,
            ),
    );
  };

  try {
    socket = openWebSocket(address(context, "websocket"), options, link);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      opened = true;
      events?.open?.();
    };
    socket.onmessage = ({ data }: MessageEvent<string | Binary>) => {
      try {
        events?.packet(codec.decodeFrame(data));
      } catch (error) {
        events?.end("parse error", parseError(context, error));
      }
    };
    // True for Node, whose event says more than that there was one; elsewhere there is nothing to read.
    socket.onerror = (event) => (cause = (event as ErrorEvent).error ?? event);
    socket.onclose = lost;
  } catch (error) {
    cause = error;
    queueMicrotask(lost);
  }

  return {
    name: "websocket",
    get writable() {
      // True once the session is open, before which nobody asks.
      return (socket as WebSocket).bufferedAmount < (options.writableBytes ?? WRITABLE_BYTES);
    },
    send(packet) {
      // True because an `Attachment` is one of the types that `send` takes.
      socket?.send(codec.encodeFrame(packet) as string | Blob | ArrayBuffer);
    },
    // A frame is out as soon as it is sent, so there is nothing to finish.
    pause() {},
    resume() {},
    close() {
      events = undefined;
      socket?.close();
    },
  };
}
