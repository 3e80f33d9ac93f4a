import {
  customDetail,
  dispatch,
  listen,
  messageData,
  messagePorts,
  messageSource,
  swallow,
  unlisten,
} from "./events.ts";
import { OFFER_TAKEN, PORT_OFFERED, TAP_IS_HERE } from "./handover.ts";
import { descriptorOf, NativeCustomEvent, NativeEvent, plain } from "./primordials.ts";

/** Takes the port that a content script offers, see `offerPort`; no listener of the page hears of it. */
export function acceptPorts(accept: (port: MessagePort) => void): void {
  const page = window;
  listen(page, PORT_OFFERED, (offer) => {
    const nonce = customDetail(offer);
    if (typeof nonce !== "string") return;
    const handedOver = (event: Event): void => {
      const data = messageData(event);
      // Only this very window can have heard the nonce, and only it may send it.
      if (messageSource(event) !== page || typeof data !== "object" || data === null) return;
      if (descriptorOf(data, "upwire")?.value !== nonce) return;
      swallow(event);
      unlisten(page, "message", handedOver, true);
      const port = messagePorts(event)?.[0];
      if (port) accept(port);
    };
    swallow(offer);
    listen(page, "message", handedOver, true);
    dispatch(page, new NativeCustomEvent(OFFER_TAKEN, plain({ detail: nonce })));
  });
  dispatch(page, new NativeEvent(TAP_IS_HERE));
}
