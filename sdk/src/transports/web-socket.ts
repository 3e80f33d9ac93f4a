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
  return { name: "websocket", open: (context) => openTransport(options, context) };
}

/** The close code with which a server says that coming back is of no use (RFC 6455, 7.4.1). */
const POLICY_VIOLATION = 1008;

const eio4Frames = { encodeFrame, decodeFrame: readFrame };

function openTransport(options: WebSocketOptions, context: TransportContext): Transport<"websocket"> {
  const { codec = eio4Frames, events, url, link } = context;
  let socket: WebSocket | undefined;
  let opened = false;
  let cause: unknown;

  const lost = (event?: CloseEvent): void => {
    const code = event?.code;
    const error =
      cause instanceof UpwireError
        ? cause
        : new UpwireError(
            opened ? "CONNECTION_LOST" : "WEB_SOCKET_REFUSED",
            opened
              ? `WebSocket closed: ${code}`
              : `no WebSocket at ${url.host}: is it up, this origin allowed, a proxy between?`,
            { cause, description: code, context: event, terminal: code === POLICY_VIOLATION },
          );
    events.close(opened && !cause ? "transport close" : "transport error", error);
  };

  try {
    socket = openWebSocket(address(context, "websocket"), options, link);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      opened = true;
      events.open();
    };
    socket.onmessage = ({ data }: MessageEvent<string | Binary>) => {
      try {
        events.packet(codec.decodeFrame(data));
      } catch (error) {
        events.close("parse error", parseError(context, error));
      }
    };
    // Only that of Node says more than that there was one.
    socket.onerror = (event) => (cause = "error" in event ? event.error : event);
    socket.onclose = lost;
  } catch (error) {
    cause = error;
    queueMicrotask(lost);
  }

  return {
    name: "websocket",
    get writable() {
      return !!socket && socket.bufferedAmount < (options.writableBytes ?? WRITABLE_BYTES);
    },
    send(packets) {
      // True because an `Attachment` is one of the types that `send` takes.
      for (const packet of packets) socket?.send(codec.encodeFrame(packet) as string | Blob | ArrayBuffer);
    },
    // A frame is out as soon as it is sent, so there is nothing to finish.
    pause() {},
    resume() {},
    close() {
      if (!socket) return;
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
