import { getter, uncurried } from "./primordials.ts";

// Reading and sending events without asking the page's prototypes.

/** `addEventListener`. The cast is true because a listener may leave its `this` alone. */
export const listen: (target: EventTarget, type: string, listener: (event: Event) => void, capture?: boolean) => void =
  uncurried(EventTarget.prototype.addEventListener) as never;
/** `removeEventListener`. The cast is true as above. */
export const unlisten: (
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
  capture?: boolean,
) => void = uncurried(EventTarget.prototype.removeEventListener) as never;
/** `target.dispatchEvent`. */
export const dispatch: (target: EventTarget, event: Event) => boolean = uncurried(EventTarget.prototype.dispatchEvent);
/** Keeps an event from whoever listens behind us. */
export const swallow: (event: Event) => void = uncurried(Event.prototype.stopImmediatePropagation);
/** `event.type`. */
export const eventType: (event: Event) => string | undefined = getter(Event.prototype, "type");
/** `event.data` of a message. */
export const messageData: (event: Event) => unknown = getter(MessageEvent.prototype, "data");
/** `event.ports` of a message. */
export const messagePorts: (event: Event) => readonly MessagePort[] | undefined = getter(
  MessageEvent.prototype,
  "ports",
);
/** `event.source` of a message. */
export const messageSource: (event: Event) => unknown = getter(MessageEvent.prototype, "source");
/** `event.detail` of a custom event. */
export const customDetail: (event: Event) => unknown = getter(CustomEvent.prototype, "detail");
/** `event.code` of a close event. */
export const closeCode: (event: Event) => number | undefined = getter(CloseEvent.prototype, "code");
/** `event.reason` of a close event. */
export const closeReason: (event: Event) => string | undefined = getter(CloseEvent.prototype, "reason");
