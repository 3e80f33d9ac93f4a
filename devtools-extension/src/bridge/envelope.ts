import { PIECE_LENGTH } from "./tap-message.ts";
import { isCount, isFields, isText } from "./shape.ts";

/**
 * What a panel tells the router. Documents go by the nonces of their content scripts, and pieces are those of `intoPieces`:
 * the router hands them on unread.
 */
export type FromPanel =
  /** Has every document of the tab come forward. */
  { readonly kind: "announce" } | { readonly kind: "to"; readonly document: string; readonly piece: string };

/** What the router tells a panel. */
export type ToPanel =
  | { readonly kind: "ready" }
  /** Another panel of this tab is served from now on. */
  | { readonly kind: "replaced" }
  /** A document is there; `frame` is what the browser says it is. */
  | { readonly kind: "document"; readonly document: string; readonly frame: number }
  | { readonly kind: "gone"; readonly document: string }
  | { readonly kind: "from"; readonly document: string; readonly piece: string };

/** The message that has content scripts come forward, by `tabs.sendMessage`. */
export const ANNOUNCE = "upwire.announce";

/** The message to a content script that nobody listens any more; it cannot be a piece. */
export const NOBODY = "upwire.nobody";

/** The message to the background that has it open the page for recordings, which asks for one by its id. */
export interface OpenRecording {
  readonly kind: "open recording";
  readonly id: string;
}

const DOCUMENT_PORT = "upwire:document:";
const PANEL_PORT = "upwire:panel:";

/** The name of a content script's port. */
export function documentPortName(document: string): string {
  return DOCUMENT_PORT + document;
}

/** The document that a content script's port is named after. */
export function documentOfPort(name: string): string | undefined {
  return name.startsWith(DOCUMENT_PORT) ? name.slice(DOCUMENT_PORT.length) : undefined;
}

/** The name of a panel's port. */
export function panelPortName(tab: number): string {
  return `${PANEL_PORT}${tab}`;
}

/** The tab that a panel's port is named after. */
export function tabOfPanelPort(name: string): number | undefined {
  const digits = name.startsWith(PANEL_PORT) ? name.slice(PANEL_PORT.length) : "";
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** Whether it is a piece of a message, and none that is too large to hand on. */
export function isPiece(value: unknown): value is string {
  return isText(value) && value.length <= PIECE_LENGTH + 1;
}

/** Whether it is the message that has the page for recordings opened, with an id that is one. */
export function isOpenRecording(value: unknown): value is OpenRecording {
  return isFields(value) && value["kind"] === "open recording" && isText(value["id"]) && /^\w{1,64}$/.test(value["id"]);
}

/** Whether it is something that a panel says. */
export function isFromPanel(value: unknown): value is FromPanel {
  if (!isFields(value)) return false;
  if (value["kind"] === "announce") return true;
  return value["kind"] === "to" && isText(value["document"]) && isPiece(value["piece"]);
}

/** Whether it is something that the router says. */
export function isToPanel(value: unknown): value is ToPanel {
  if (!isFields(value)) return false;
  const { kind, document, frame, piece } = value;
  if (kind === "ready" || kind === "replaced") return true;
  if (!isText(document)) return false;
  if (kind === "document") return isCount(frame);
  return kind === "gone" || (kind === "from" && isPiece(piece));
}
