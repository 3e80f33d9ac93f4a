import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** Why a POST body was not taken, as the status to answer with. */
export class BodyRefusal {
  readonly status: 400 | 408 | 413 | 415;
  readonly message: string;
  /** Whether the session must end: the client broke the protocol, or half of its packets are missing. */
  readonly fatal: boolean;

  constructor(status: 400 | 408 | 413 | 415, message: string, fatal: boolean) {
    this.status = status;
    this.message = message;
    this.fatal = fatal;
  }
}

/** What a POST body may be. */
export interface BodyRules {
  readonly maxBytes: number;
  /** Milliseconds until an unfinished body is given up. */
  readonly timeout: number;
  /** Whether `application/octet-stream` is understood, as in Engine.IO 3. */
  readonly binary: boolean;
}

/** Told once what became of a body; `undefined` when the client left before its end. */
export type BodyTaken = (body: string | Buffer | BodyRefusal | undefined) => void;

const TEXT = /^text\/plain\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const BINARY = /^application\/octet-stream$/i;

/** So many milliseconds a client that sends on and on may still do so, before it is cut off. */
const LINGER = 1_000;

/** Reads a body in pieces and gives up at the first byte above the limit, before anything is joined or decoded. */
export function readBody(
  request: IncomingMessage,
  rules: BodyRules,
  received: (bytes: number) => void,
  taken: BodyTaken,
): void {
  const type = request.headers["content-type"] ?? "";
  const early = refuseHeaders(request, type, rules);
  if (early !== undefined) {
    taken(early);
    return discardRest(request, rules);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (result: string | Buffer | BodyRefusal | undefined): void => {
    clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", onClose);
    taken(result);
    if (result instanceof BodyRefusal) discardRest(request, rules);
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    received(chunk.length);
    if (size > rules.maxBytes) finish(tooLarge(rules));
    else chunks.push(chunk);
  };
  const onEnd = (): void => finish(bodyOf(chunks, size, BINARY.test(type)));
  const onClose = (): void => finish(undefined);
  const timer = setTimeout(() => finish(new BodyRefusal(408, "the body took too long", true)), rules.timeout);
  request.on("data", onData).on("end", onEnd).on("close", onClose);
}

function refuseHeaders(request: IncomingMessage, type: string, rules: BodyRules): BodyRefusal | undefined {
  if (BINARY.test(type) && !rules.binary) return new BodyRefusal(400, "Engine.IO 4 posts text, not bytes", true);
  if (!BINARY.test(type) && !TEXT.test(type))
    return new BodyRefusal(415, "the body must be text/plain in UTF-8", false);
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    return new BodyRefusal(415, "the body must not be compressed", false);
  if (Number(request.headers["content-length"] ?? 0) > rules.maxBytes) return tooLarge(rules);
  return undefined;
}

/** Reads on for a while after a refusal, since most clients look for the answer only when they have sent everything. */
function discardRest(request: IncomingMessage, rules: BodyRules): void {
  let left = rules.maxBytes;
  let timer: NodeJS.Timeout | undefined;
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    // Not at once: the reset would overtake the answer, and a client that is nearly through may keep its connection.
    if (left < 0) timer ??= setTimeout(() => request.destroy(), LINGER);
  });
  request.once("close", () => clearTimeout(timer));
}

function tooLarge(rules: BodyRules): BodyRefusal {
  return new BodyRefusal(413, `the body exceeds ${rules.maxBytes} bytes (option maxHttpBufferSize)`, false);
}

function bodyOf(chunks: readonly Buffer[], size: number, binary: boolean): string | Buffer | BodyRefusal {
  const [first] = chunks;
  const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
  if (binary) return body;
  return isUtf8(body) ? body.toString() : new BodyRefusal(400, "the body is not UTF-8", true);
}
