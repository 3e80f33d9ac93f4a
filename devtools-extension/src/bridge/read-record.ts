import type { DocumentInfo, FrameBody, TapRecord } from "./record.ts";
import { clipped, count, type Field, finite, flag, oneOf, readShape, type Shape, shape, text } from "./field.ts";

/** Longest body of a frame in characters; the bridge splits no message, so a longer one is no frame of ours. */
const MAX_BODY = 16_777_216;
const MAX_URL = 65_536;
const MAX_REASON = 4_096;
const MAX_STACK = 16_384;
const MAX_NAME = 1_024;
const MAX_ID = 256;

const TEXT_BODY = shape({ text: text(MAX_BODY), size: count }, { cut: oneOf() });
const BASE64_BODY = shape({ base64: text(MAX_BODY), size: count }, { cut: oneOf() });
const direction = oneOf("in", "out");
const transport = oneOf("polling", "websocket", "webtransport", "eventsource");
const realm = oneOf("window", "worker", "shared worker", "service worker");
const url = text(MAX_URL);
const reason = clipped(MAX_REASON);

/** A body of a frame, of its known fields only; undefined for anything else. */
export function readFrameBody(value: unknown): FrameBody | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const known = "text" in value ? TEXT_BODY : BASE64_BODY;
  const cut = "cut" in value && value.cut === true;
  // `cut` is true or absent, which the shape cannot say.
  const body = readShape(known, cut ? { ...value, cut: undefined } : value);
  if (!body) return undefined;
  if (cut) body["cut"] = true;
  // True because the shapes are those of the two kinds of body.
  return body as FrameBody & Record<string, unknown>;
}

const INSPECTIONS: ReadonlyMap<unknown, Shape> = new Map([
  ["state", inspection({ state: text(MAX_NAME) }, { reason, error: reason, attempt: count, delay: finite })],
  ["open", inspection({ sid: text(MAX_NAME), transport: text(MAX_NAME), protocol: oneOf(3, 4) })],
  ["engine packet", inspection({ direction, transport: text(MAX_NAME), frame: readFrameBody })],
  [
    "upgrade",
    inspection(
      {
        step: oneOf("started", "probe opened", "probe sent", "probe answered", "paused", "confirmed", "failed"),
        from: text(MAX_NAME),
        to: text(MAX_NAME),
      },
      { reason },
    ),
  ],
  ["fallback", inspection({ from: text(MAX_NAME), to: text(MAX_NAME), reason })],
  ["heartbeat", inspection({ direction, deadline: finite }, { roundTrip: finite })],
  ["close", inspection({ reason }, { detail: reason })],
  ["queue", inspection({ depth: count })],
]);

const RECORDS: ReadonlyMap<unknown, Shape> = new Map([
  ["link", record({ link: count, transport, url }, { method: text(MAX_NAME), stack: clipped(MAX_STACK) })],
  ["link open", record({ link: count }, { status: count })],
  [
    "frame",
    record(
      { link: count, direction, body: readFrameBody },
      { fault: oneOf("dropped", "delayed", "duplicated", "injected") },
    ),
  ],
  ["link end", record({ link: count }, { code: count, reason, status: count, error: reason })],
  ["client", record({ client: text(MAX_ID), realm, url, tapped: flag }, { name: clipped(MAX_NAME) })],
  ["inspection", record({ client: text(MAX_ID), event: readInspection })],
  ["worker", record({ url, name: clipped(MAX_NAME), shared: flag })],
  ["dropped", record({ count, where: oneOf("ring", "bridge") })],
]);

const DOCUMENT = shape({ id: text(MAX_ID), frame: count, url: clipped(MAX_URL) }, { title: clipped(MAX_NAME) });

/** One record as the tap writes it, of its known fields only; undefined for anything else, which may come from a hostile page. */
export function readRecord(value: unknown): TapRecord | undefined {
  // True because each shape is that of the record of its kind.
  return readKind(RECORDS, value) as TapRecord | undefined;
}

/** Which document a batch is of; undefined for anything else. */
export function readDocument(value: unknown): DocumentInfo | undefined {
  // True because the shape is that of a DocumentInfo.
  return readShape(DOCUMENT, value) as DocumentInfo | undefined;
}

function readInspection(value: unknown): unknown {
  return readKind(INSPECTIONS, value);
}

function readKind(shapes: ReadonlyMap<unknown, Shape>, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  const known = shapes.get(value.kind);
  return known && readShape(known, value);
}

function record(required: Record<string, Field>, optional?: Record<string, Field>): Shape {
  return shape({ seq: count, at: finite, kind: text(MAX_NAME), ...required }, optional);
}

function inspection(required: Record<string, Field>, optional?: Record<string, Field>): Shape {
  return shape({ at: finite, kind: text(MAX_NAME), ...required }, optional);
}
