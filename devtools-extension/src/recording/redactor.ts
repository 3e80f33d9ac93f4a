import { decodeBase64, encodeBase64 } from "@upwire/protocol";
import type { DocumentInfo, FrameBody, RelayedInspection, TapRecord } from "../bridge/record.ts";
import { linkAddress } from "../panel/store/link-address.ts";
import { splitBody } from "../panel/store/split-body.ts";
import { utf8Length } from "../panel/store/utf8-length.ts";
import { redactPacket } from "./redact-packet.ts";
import { redactUrl, redactWords } from "./redact-text.ts";

interface KnownLink {
  readonly polling: boolean;
  readonly protocol: 3 | 4;
}

/** Each frame is one packet. */
const SOCKET: KnownLink = { polling: false, protocol: 4 };

/** How a polling body of Engine.IO 3 begins, and no packet: with the length of the first. */
const LENGTH_FIRST = /^[1-9]\d{0,9}:[b\d]/;

/**
 * Takes secrets out of records: what CONNECT carries, values of secret keys in JSON and in addresses, tokens in any text.
 * Session ids become others, the same wherever they occur. Binary messages cannot be looked into and stay as they are.
 */
export class Redactor {
  readonly #links = new Map<string, KnownLink>();
  readonly #sids = new Map<string, string>();
  readonly #rename = (sid: string): string => {
    let name = this.#sids.get(sid);
    if (name === undefined) this.#sids.set(sid, (name = `session-${this.#sids.size + 1}`));
    return name;
  };

  document(document: DocumentInfo): DocumentInfo {
    const url = redactUrl(document.url, this.#rename);
    return document.title === undefined
      ? { ...document, url }
      : { ...document, url, title: redactWords(document.title) };
  }

  record(document: string, record: TapRecord): TapRecord {
    switch (record.kind) {
      case "link": {
        const { protocol } = linkAddress(record.url, "", record.transport);
        this.#links.set(`${document} ${record.link}`, { polling: record.transport === "polling", protocol });
        const url = redactUrl(record.url, this.#rename);
        const { stack } = record;
        return stack === undefined ? { ...record, url } : { ...record, url, stack: withoutQueries(stack) };
      }
      case "frame":
        return { ...record, body: this.#body(this.#links.get(`${document} ${record.link}`), record.body) };
      case "link end": {
        const { reason, error } = record;
        return {
          ...record,
          ...(reason === undefined ? {} : { reason: redactWords(reason) }),
          ...(error === undefined ? {} : { error: redactWords(error) }),
        };
      }
      case "client":
      case "worker":
        return { ...record, url: redactUrl(record.url, this.#rename) };
      case "inspection":
        return { ...record, event: this.#inspection(record.event) };
      default:
        return record;
    }
  }

  #inspection(event: RelayedInspection): RelayedInspection {
    switch (event.kind) {
      case "open":
        return { ...event, sid: this.#rename(event.sid) };
      case "engine packet":
        return { ...event, frame: this.#body(SOCKET, event.frame) };
      case "state":
        return {
          ...event,
          ...(event.reason === undefined ? {} : { reason: redactWords(event.reason) }),
          ...(event.error === undefined ? {} : { error: redactWords(event.error) }),
        };
      case "close":
        return event.detail === undefined ? event : { ...event, detail: redactWords(event.detail) };
      case "upgrade":
        return event.reason === undefined ? event : { ...event, reason: redactWords(event.reason) };
      case "fallback":
        return { ...event, reason: redactWords(event.reason) };
      default:
        return event;
    }
  }

  /** A body with each of its packets redacted; the very same one where nothing was secret. */
  #body(link: KnownLink | undefined, body: FrameBody): FrameBody {
    if (link?.polling && link.protocol === 3) return this.#bodyOf3(body);
    if (!("text" in body)) return body;
    if (!link && LENGTH_FIRST.test(body.text)) return this.#bodyOf3(body);
    // Where the link has been let go of, it may have been polling.
    const packets = link?.polling === false ? [body.text] : body.text.split("\x1e");
    const last = packets.length - 1;
    const clean = packets.map((text, index) => this.#packet(text, body.cut === true && index === last));
    return withText(body, clean.join("\x1e"));
  }

  /** A polling body of Engine.IO 3. */
  #bodyOf3(body: FrameBody): FrameBody {
    let changed = false;
    const packets = splitBody(3, body).map(({ text, encoded, cut }) => {
      const clean = encoded ? text : this.#packet(text, cut);
      if (clean !== text) changed = true;
      return { text: clean, encoded, cut };
    });
    // A body that is none, such as the JSON of a refusal, is one packet that nothing knows.
    if (!changed) return body;
    return "text" in body ? withText(body, lengthFirst(packets)) : bytesOf(packets, body);
  }

  #packet(text: string, cut: boolean): string {
    return redactPacket(text, cut, this.#rename);
  }
}

function withText(body: FrameBody & { readonly text: string }, text: string): FrameBody {
  if (text === body.text) return body;
  // What is cut keeps its size, which counts what is not here too.
  return body.cut ? { ...body, text } : { text, size: utf8Length(text) };
}

interface CleanPacket {
  readonly text: string;
  readonly encoded: boolean;
  readonly cut: boolean;
}

/** The length of a packet that is cut stays larger than what is here. */
function lengthFirst(packets: readonly CleanPacket[]): string {
  return packets.map(({ text, cut }) => `${text.length + (cut ? 1 : 0)}:${text}`).join("");
}

/** The byte form of Engine.IO 3, piece by piece. */
function bytesOf(packets: readonly CleanPacket[], body: FrameBody): FrameBody {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const { text, encoded, cut } of packets) {
    const packet = encoded ? decodeBase64(text) : encoder.encode(text);
    bytes.push(encoded ? 1 : 0, ...Array.from(String(packet.length + (cut ? 1 : 0)), Number), 255);
    for (const byte of packet) bytes.push(byte);
  }
  const base64 = encodeBase64(Uint8Array.from(bytes));
  return body.cut ? { base64, size: body.size, cut: true } : { base64, size: bytes.length };
}

/** A stack without the queries of its addresses. */
function withoutQueries(stack: string): string {
  return redactWords(stack.replace(/\?[^\s():]*/g, ""));
}
