import { isEngineUrl } from "./engine-url.ts";
import { listen, messageData, unlisten } from "./events.ts";
import { replaceMethod } from "./native-look.ts";
import { apply, getter, SafeWeakMap, startsWith, uncurried } from "./primordials.ts";
import { SocketLink } from "./socket-link.ts";
import type { TapState } from "./tap-state.ts";
import { watchConstructor } from "./watch-constructor.ts";

type Send = (this: WebSocket, data: never) => void;
type Close = (this: WebSocket, code?: number, reason?: string) => void;

/** Taken before anything is replaced. */
const urlOf: (self: unknown) => string | undefined = getter(WebSocket.prototype, "url");
const close: (socket: WebSocket) => void = uncurried(WebSocket.prototype.close);

/** Watches WebSockets: those to an address of Engine.IO, and those whose first message is the handshake of one. */
export function tapWebSockets(tap: TapState): void {
  const links = new SafeWeakMap<object, SocketLink>();

  const sniff = (socket: WebSocket, url: string): void => {
    const first = (event: Event): void => {
      unlisten(socket, "message", first);
      const data = messageData(event);
      if (typeof data !== "string" || !startsWith(data, '0{"sid"') || !tap.recorder.armed) return;
      const link = new SocketLink(tap, socket, url, undefined);
      links.set(socket, link);
      link.opened();
      link.received(event);
    };
    listen(socket, "message", first);
  };

  watchConstructor(tap, "WebSocket", (made, _args, wrapper) => {
    // True because this is what the constructor makes.
    const socket = made as WebSocket;
    // True because the platform's own socket has an address.
    const url = urlOf(socket) as string;
    if (!isEngineUrl(url)) return sniff(socket, url);
    const link = new SocketLink(tap, socket, url, wrapper);
    links.set(socket, link);
    if (tap.faults.plan?.blockWebSocket) {
      link.block();
      // Before it has opened: the page sees `error` and then `close` with 1006, as from a server that refuses.
      close(socket);
    }
  });

  replaceMethod<Send>(
    WebSocket.prototype,
    "send",
    (native) =>
      ({
        send(this: WebSocket, ...args: [unknown]): unknown {
          const link = tap.recorder.armed ? links.get(this) : undefined;
          return link ? link.pageSends(native, args) : apply(native, this, args);
        },
      }).send,
  );

  replaceMethod<Close>(
    WebSocket.prototype,
    "close",
    (native) =>
      ({
        close(this: WebSocket, ...args: [number?, string?]): unknown {
          links.get(this)?.closing();
          return apply(native, this, args);
        },
      }).close,
  );
}
