import { openWebSocket } from "#runtime";
import { type Binary, decodeFrame, encodeFrame } from "@upwire/protocol";
import { UpwireError } from "../errors.ts";
import { WRITABLE_BYTES } from "../limits.ts";
import {
  type Link,
  parseError,
  requestUrl,
  type Transport,
  type TransportCloseReason,
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

const eio4Frames = { encodeFrame, decodeFrame };

function openTransport(options: WebSocketOptions, context: TransportContext): Transport<"websocket"> {
  const { codec = eio4Frames, events } = context;
  let socket: NodeOrBrowserSocket | undefined;
  let opened = false;
  let failure: unknown;

  const close = (): void => {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // Node's `ws` throws an error that nobody listens to, such as that of a socket closed before it opened.
    socket.onerror = () => {};
    socket.close();
  };
  const end = (reason: TransportCloseReason, error: UpwireError): void => {
    close();
    events.close(reason, error);
  };
  const lost = (event?: CloseEvent): void =>
    end(opened && !failure ? "transport close" : "transport error", lossError(context, opened, failure, event));

  const listen = (opening: NodeOrBrowserSocket): void => {
    socket = opening;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      opened = true;
      events.open();
    };
    socket.onmessage = ({ data }: MessageEvent<string | Binary>) => {
      try {
        events.packet(codec.decodeFrame(data));
      } catch (cause) {
        end("parse error", parseError(context, cause));
      }
    };
    socket.onerror = (event) => {
      failure = "error" in event ? event.error : event;
      // Only `ws` has it: it would wait for a closing handshake that a faulty peer may never answer.
      opening.terminate?.();
    };
    socket.onclose = lost;
  };

  try {
    listen(openWebSocket(requestUrl(context, "websocket"), options, context.link));
  } catch (cause) {
    failure = cause;
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
    close,
  };
}

function lossError(
  { url }: TransportContext,
  opened: boolean,
  cause: unknown,
  event: CloseEvent | undefined,
): UpwireError {
  if (cause instanceof UpwireError) return cause;
  const code = event?.code;
  return new UpwireError(
    opened ? "CONNECTION_LOST" : "WEB_SOCKET_REFUSED",
    opened
      ? `the WebSocket closed with ${code}`
      : `no WebSocket at ${url.host}${url.pathname}: does the server run, allow this origin, and do proxies pass it?`,
    { cause, description: code, context: event, terminal: code === POLICY_VIOLATION },
  );
}

/** What browsers and `ws` have in common, and the one method that only `ws` has. */
type NodeOrBrowserSocket = WebSocket & { readonly terminate?: () => void };
