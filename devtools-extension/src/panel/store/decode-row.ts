import { type Binary, decodeBase64, SocketDecoder } from "@upwire/protocol";
import type { AttachmentDetail, Detail } from "./detail.ts";
import { problemOf } from "./problem-of.ts";
import type { AttachmentFrame, Problem, Row } from "./row.ts";
import { frameProtocol } from "./frame-protocol.ts";

/** Everything about a row, decoded now and not kept. */
export function decodeRow(row: Row): Detail {
  const attachments = (row.attachments ?? []).map(decodeAttachment);
  const { engineType, socketType, namespace, ackId, cut } = row;
  const base = { row, engineType, socketType, namespace, ackId, attachments, cut };
  if (row.note !== undefined) return { ...base, raw: row.text, data: undefined, problem: row.problem };
  const { data, problem, raw } = row.binary && row.expected === 0 ? decodeBinary(row) : decodeText(row, attachments);
  return { ...base, raw, data, problem: row.problem ?? problem ?? attachments.find((frame) => frame.problem)?.problem };
}

interface Decoded {
  readonly raw: string | Uint8Array;
  readonly data: unknown;
  readonly problem: Problem | undefined;
}

function decodeBinary(row: Row): Decoded {
  const { text, encoded, cut } = row;
  const typed = frameProtocol(row) === 3;
  if (!encoded) {
    const { bytes, problem } = bytesOf(text.slice(typed ? 2 : 1), cut);
    return { raw: text, data: bytes, problem };
  }
  const { bytes, problem } = bytesOf(text, cut);
  return { raw: bytes, data: typed ? bytes.subarray(1) : bytes, problem };
}

function decodeText(row: Row, attachments: readonly AttachmentDetail[]): Decoded {
  const { text, cut, problem } = row;
  const raw = text;
  if (cut) return { raw, data: undefined, problem };
  if (row.engineType !== "message") return { raw, data: text.length > 1 ? jsonOr(text.slice(1)) : undefined, problem };
  if (row.socketType === undefined) return { raw, data: jsonOr(text.slice(1)), problem };
  const whole = attachments.length === row.expected && attachments.every((frame) => !frame.cut && !frame.problem);
  const binary = whole ? attachments.map(({ bytes }) => bytes) : [];
  return { raw, ...decodePacket(text, binary, whole), ...(problem ? { problem } : {}) };
}

function decodePacket(text: string, attachments: readonly Binary[], whole: boolean): Omit<Decoded, "raw"> {
  const decoder = new SocketDecoder({ maxAttachments: 1_000, maxAttachmentBytes: Infinity });
  try {
    let packet = decoder.add(text, 1);
    for (const bytes of attachments) packet = decoder.add(bytes);
    if (whole || packet) return { data: packet?.data, problem: undefined };
  } catch (error) {
    return { data: undefined, problem: problemOf(error) };
  }
  // With the placeholders in the places of what is missing.
  const start = text.indexOf("[");
  return { data: start < 0 ? undefined : jsonOr(text.slice(start)), problem: undefined };
}

function decodeAttachment({ seq, at, size, cut, base64, typed }: AttachmentFrame): AttachmentDetail {
  const { bytes, problem } = bytesOf(base64, cut);
  return { seq, at, size, cut, bytes: typed ? bytes.subarray(1) : bytes, problem };
}

function bytesOf(base64: string, cut: boolean): { readonly bytes: Uint8Array; readonly problem: Problem | undefined } {
  try {
    return {
      bytes: decodeBase64(cut ? base64.slice(0, base64.length - (base64.length % 4)) : base64),
      problem: undefined,
    };
  } catch (error) {
    return { bytes: new Uint8Array(), problem: problemOf(error) };
  }
}

/** JSON as its value, and anything else as the text it is. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
