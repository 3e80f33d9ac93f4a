import { getter, uncurried } from "./primordials.ts";

/** Reading and sending events without asking the page's prototypes. */
export const listen: (target: EventTarget, type: string, listener: (event: Event) => void, capture?: boolean) => void =
  uncurried(EventTarget.prototype.addEventListener) as never;
export const unlisten: (
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
  capture?: boolean,
) => void = uncurried(EventTarget.prototype.removeEventListener) as never;
export const dispatch: (target: EventTarget, event: Event) => boolean = uncurried(EventTarget.prototype.dispatchEvent);
/** Keeps an event from whoever listens behind us. */
export const swallow: (event: Event) => void = uncurried(Event.prototype.stopImmediatePropagation);
export const eventType: (event: Event) => string | undefined = getter(Event.prototype, "type");
export const messageData: (event: Event) => unknown = getter(MessageEvent.prototype, "data");
export const messagePorts: (event: Event) => readonly MessagePort[] | undefined = getter(
  MessageEvent.prototype,
  "ports",
);
export const messageSource: (event: Event) => unknown = getter(MessageEvent.prototype, "source");
export const customDetail: (event: Event) => unknown = getter(CustomEvent.prototype, "detail");
export const closeCode: (event: Event) => number | undefined = getter(CloseEvent.prototype, "code");
export const closeReason: (event: Event) => string | undefined = getter(CloseEvent.prototype, "reason");
