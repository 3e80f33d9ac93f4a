import type { Direction } from "@upwire/protocol";
import type { DocumentInfo, FaultMark, FrameBody, LinkTransport, TapRecord } from "../bridge/record.ts";
import type { LogEntry } from "../panel/store/record-log.ts";

/** A frame of a link. */
export interface TracedFrame {
  readonly at: number;
  readonly direction: Direction;
  readonly body: FrameBody;
  readonly fault: FaultMark | undefined;
}

/** All that is known of one link, put together from its records. */
export interface LinkTrace {
  readonly document: DocumentInfo;
  readonly url: string;
  readonly method: string;
  readonly transport: LinkTransport;
  readonly at: number;
  readonly frames: TracedFrame[];
  openedAt: number | undefined;
  status: number | undefined;
  end: Extract<TapRecord, { kind: "link end" }> | undefined;
}

/** The links of records; the session of a client in a worker counts as a WebSocket, since its packets come as frames of one. */
export function traceLinks(entries: readonly LogEntry[]): readonly LinkTrace[] {
  const traces = new Map<string, LinkTrace>();
  const urls = new Map<string, string>();
  const all: LinkTrace[] = [];
  const begin = (
    key: string,
    start: Pick<LinkTrace, "document" | "url" | "method" | "transport" | "at">,
  ): LinkTrace => {
    const trace = { ...start, frames: [], openedAt: undefined, status: undefined, end: undefined };
    traces.set(key, trace);
    all.push(trace);
    return trace;
  };
  for (const { document, record } of entries) {
    const { at } = record;
    if (record.kind === "client") urls.set(`${document.id} ${record.client}`, record.url);
    if (record.kind === "inspection") {
      const { event, client } = record;
      const key = `${document.id} ${client}`;
      const url = urls.get(key);
      if (event.kind !== "engine packet" || url === undefined) continue;
      const trace =
        traces.get(key) ?? begin(key, { document, url: withProtocol(url), method: "GET", transport: "websocket", at });
      trace.frames.push({ at, direction: event.direction, body: event.frame, fault: undefined });
      continue;
    }
    if (!("link" in record)) continue;
    const key = `${document.id} link ${record.link}`;
    const trace = traces.get(key);
    if (record.kind === "link") {
      const { url, transport, method = "GET" } = record;
      begin(key, { document, url, method, transport, at });
    } else if (!trace) continue;
    else if (record.kind === "link open") {
      trace.openedAt = at;
      trace.status = record.status;
    } else if (record.kind === "frame") {
      const { direction, body, fault } = record;
      trace.frames.push({ at, direction, body, fault });
    } else trace.end = record;
  }
  return all;
}

/** Readers tell the generation by the address, in which a client has none. */
function withProtocol(url: string): string {
  if (/[?&]EIO=/.test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}EIO=4&transport=websocket`;
}
