import { beforePage } from "./before-page.ts";
import { absolute, urlText } from "./engine-url.ts";
import { replaceMethod } from "./native-look.ts";
import { apply, SafeWeakMap } from "./primordials.ts";
import { tapStreams } from "./stream-taps.ts";
import type { TapState } from "./tap-state.ts";
import { TransportLink } from "./transport-link.ts";
import { watchConstructor } from "./watch-constructor.ts";

type Opens = (this: object, ...args: readonly unknown[]) => Promise<object>;

/** Watches WebTransport sessions: those to the usual address of Engine.IO, and those whose first packets are of it. */
export function tapWebTransport(tap: TapState): void {
  const owner: unknown = Reflect.get(globalThis, "WebTransport");
  if (typeof owner !== "function") return;
  const streams = tapStreams();
  const links = new SafeWeakMap<object, TransportLink>();

  watchConstructor(tap, "WebTransport", (transport, args, wrapper) => {
    const url = urlText(args[0]);
    if (url !== undefined) links.set(transport, new TransportLink(tap, transport, absolute(url), wrapper));
  });

  replaceMethod<Opens>(
    owner.prototype,
    "createBidirectionalStream",
    (native) =>
      ({
        createBidirectionalStream(this: object, ...args: readonly unknown[]): Promise<object> {
          const opening = apply(native, this, args);
          const link = links.get(this);
          return link ? beforePage(opening, (stream) => link.watch(streams, stream)) : opening;
        },
      }).createBidirectionalStream,
  );
}
