import type { FrameBody } from "../bridge/record.ts";
import type { LogEntry } from "../panel/store/record-log.ts";
import { carriedBody } from "./carried-body.ts";
import type { Har, HarEnd, HarEntry, HarMessage, HarPage, HarPair, HarText } from "./har.ts";
import { type LinkTrace, traceLinks } from "./link-trace.ts";
import { Redactor } from "./redactor.ts";

/** Records as a HAR file (version 1.2) that browsers' network panels open. Secrets are taken out unless `redact` is false. */
export function writeHar(entries: readonly LogEntry[], { redact = true }: { readonly redact?: boolean } = {}): Har {
  const redactor = redact ? new Redactor() : undefined;
  const clean = redactor
    ? entries.map(({ document, record }) => ({
        document: redactor.document(document),
        record: redactor.record(document.id, record),
      }))
    : entries;
  const traces = traceLinks(clean);
  return {
    log: {
      version: "1.2",
      creator: { name: "Upwire DevTools", version: "0.1.0" },
      pages: pagesOf(traces),
      entries: traces.map((trace) => (trace.transport === "polling" ? requestEntry(trace) : socketEntry(trace))),
    },
  };
}

function pagesOf(traces: readonly LinkTrace[]): readonly HarPage[] {
  const pages = new Map<string, HarPage>();
  for (const { document, at } of traces) {
    if (pages.has(document.id)) continue;
    pages.set(document.id, {
      startedDateTime: isoOf(at),
      id: document.id,
      // Browsers put the address here.
      title: document.url,
      pageTimings: {},
    });
  }
  return [...pages.values()];
}

type Carried = Pick<HarEntry, "_webSocketMessages">;

function entryOf(trace: LinkTrace, sent?: FrameBody, received?: FrameBody, carried?: Carried): HarEntry {
  const { document, at, openedAt = at, end, transport } = trace;
  const endedAt = end?.at ?? trace.frames.at(-1)?.at ?? openedAt;
  return {
    pageref: document.id,
    startedDateTime: isoOf(at),
    time: Math.max(0, endedAt - at),
    request: requestOf(trace, sent),
    response: responseOf(trace, received),
    cache: {},
    timings: { send: 0, wait: Math.max(0, openedAt - at), receive: Math.max(0, endedAt - openedAt) },
    _resourceType: transport === "polling" ? "fetch" : "websocket",
    ...carried,
    ...(end ? { _end: endOf(end) } : {}),
  };
}

function requestOf({ method, url }: LinkTrace, sent: FrameBody | undefined): HarEntry["request"] {
  return {
    method,
    url,
    httpVersion: "HTTP/1.1",
    headers: [],
    cookies: [],
    queryString: pairsOf(url),
    headersSize: -1,
    bodySize: sent?.size ?? 0,
    ...(sent ? { postData: { mimeType: mimeOf(sent), ...textOf(sent) } } : {}),
  };
}

function responseOf(trace: LinkTrace, received: FrameBody | undefined): HarEntry["response"] {
  return {
    status: statusOf(trace),
    statusText: "",
    httpVersion: "HTTP/1.1",
    headers: [],
    cookies: [],
    content: received
      ? { size: received.size, mimeType: mimeOf(received), ...textOf(received) }
      : { size: 0, mimeType: "x-unknown" },
    redirectURL: "",
    headersSize: -1,
    bodySize: received?.size ?? -1,
  };
}

/** 0 is what browsers write for a request without an answer. */
function statusOf({ status, end, transport, openedAt, frames }: LinkTrace): number {
  const known = status ?? end?.status;
  if (known !== undefined) return known;
  return transport !== "polling" && (openedAt !== undefined || frames.length > 0) ? 101 : 0;
}

function requestEntry(trace: LinkTrace): HarEntry {
  return entryOf(trace, carriedBody(trace, "out"), carriedBody(trace, "in"));
}

function socketEntry(trace: LinkTrace): HarEntry {
  const messages = trace.frames.map(({ at, direction, body }): HarMessage => ({
    type: direction === "out" ? "send" : "receive",
    time: at / 1_000,
    opcode: "text" in body ? 1 : 2,
    data: "text" in body ? body.text : body.base64,
    ...cutOf(body),
  }));
  return entryOf(trace, undefined, undefined, { _webSocketMessages: messages });
}

function endOf({ at, code, reason, status, error }: NonNullable<LinkTrace["end"]>): HarEnd {
  return {
    at,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
}

function textOf(body: FrameBody): HarText {
  return "text" in body
    ? { text: body.text, ...cutOf(body) }
    : { text: body.base64, encoding: "base64", ...cutOf(body) };
}

function cutOf({ cut, size }: FrameBody): { readonly _cut?: number } {
  return cut ? { _cut: size } : {};
}

function mimeOf(body: FrameBody): string {
  return "text" in body ? "text/plain; charset=UTF-8" : "application/octet-stream";
}

/** A hostile time is no reason to fail. */
function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}

function pairsOf(url: string): readonly HarPair[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? "";
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }));
}
