import { nonce } from "../bridge/nonce.ts";

/** The tap tells that it is there; an offer made before was heard by nobody. */
export const TAP_IS_HERE = "upwire-devtools-tap";

/** The content script tells the tap its nonce, as `detail`. */
export const PORT_OFFERED = "upwire-devtools-offer";

/** The tap has the nonce of the offer, in `detail`, and waits for the message with the port: `{ upwire: nonce }`. */
export const OFFER_TAKEN = "upwire-devtools-taken";

/**
 * For the content script, at document_start: gives the tap a port, whichever of the two runs first. The events go before any
 * script of the page runs; the message with the port comes later, but the tap's listener is the first and keeps it to itself.
 */
export async function offerPort(): Promise<MessagePort> {
  const secret = nonce();
  return new Promise((resolve) => {
    const offer = (): void => void dispatchEvent(new CustomEvent(PORT_OFFERED, { detail: secret }));
    const taken = (event: Event): void => {
      if (!(event instanceof CustomEvent) || event.detail !== secret) return;
      removeEventListener(TAP_IS_HERE, offer);
      removeEventListener(OFFER_TAKEN, taken);
      const { port1, port2 } = new MessageChannel();
      postMessage({ upwire: secret }, "*", [port2]);
      resolve(port1);
    };
    addEventListener(TAP_IS_HERE, offer);
    addEventListener(OFFER_TAKEN, taken);
    offer();
  });
}
