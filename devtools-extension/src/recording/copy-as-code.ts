import { encodeBase64 } from "@upwire/protocol";
import type { Connection } from "../panel/store/connection.ts";
import type { Detail } from "../panel/store/detail.ts";
import { decodeRow } from "../panel/store/decode-row.ts";
import type { Row } from "../panel/store/row.ts";
import { jsLiteral, jsString } from "./js-literal.ts";
import { redactPacket } from "./redact-packet.ts";
import { redactUrl, redactValue } from "./redact-text.ts";
import { shellQuote } from "./shell-quote.ts";

/** Code for a row, or why there is none. */
export type Snippet = { readonly ok: true; readonly code: string } | { readonly ok: false; readonly message: string };

/** Whether secrets are taken out: yes, unless `redact` is false. */
export interface CopyOptions {
  readonly redact?: boolean;
}

/** `socket.emit(…)`, or `socket.emitWithAck(…)` where an acknowledgement was asked for, as the page would write it. */
export function emitSnippet(row: Row, options: CopyOptions = {}): Snippet {
  const event = eventOf(row, options);
  if (!event.ok) return event;
  const call = `(${[jsString(event.name), ...event.args.map((arg) => jsLiteral(arg))].join(", ")});`;
  const code = row.ackId === undefined ? `socket.emit${call}` : `const answer = await socket.emitWithAck${call}`;
  return { ok: true, code: event.namespace === "/" ? code : `// namespace ${jsString(event.namespace)}\n${code}` };
}

/** A Playwright test that opens the page and waits until it sends, or is sent, this event over a WebSocket. */
export function playwrightTest(row: Row, page: string, options: CopyOptions = {}): Snippet {
  const event = eventOf(row, options);
  if (!event.ok) return event;
  const url = options.redact === false ? page : redactUrl(page, () => "REDACTED");
  const sent = row.direction === "out";
  const marker = jsString(JSON.stringify(event.name));
  const lines = [
    'import { expect, test } from "@playwright/test";',
    "",
    `test(${jsString(`${sent ? "sends" : "receives"} ${event.name}`)}, async ({ page }) => {`,
    '  const socket = page.waitForEvent("websocket", (candidate) => candidate.url().includes("transport=websocket"));',
    `  await page.goto(${jsString(url)});`,
    `  const frame = await (await socket).waitForEvent(${sent ? '"framesent"' : '"framereceived"'}, ({ payload }) => String(payload).includes(${marker}));`,
    "  const payload = String(frame.payload);",
    ...(event.binary
      ? [`  expect(payload).toContain(${marker});`]
      : [
          '  const data: unknown = JSON.parse(payload.slice(payload.indexOf("[")));',
          `  expect(data).toEqual(${jsLiteral([event.name, ...event.args])});`,
        ]),
    "});",
    "",
  ];
  return { ok: true, code: lines.join("\n") };
}

/** The polling request that carries the row's packet, as a command for a shell; session ids and secrets in it are taken out unless `redact` is false. */
export function curlCommand(row: Row, options: CopyOptions = {}): Snippet {
  const { connection, direction } = row;
  if (row.transport !== "polling" || !connection) return { ok: false, message: "The packet did not go over polling." };
  if (row.cut || row.attachments?.some(({ cut }) => cut)) return { ok: false, message: "Fetch the whole body first." };
  const url = addressOf(connection);
  if (url === undefined) return { ok: false, message: "The address of the connection is not known." };
  const address = options.redact === false ? url : redactUrl(url, () => "SESSION");
  const quoted = shellQuote(address);
  if (quoted === undefined) return { ok: false, message: "The address holds a character that no command can." };
  if (direction === "in") return { ok: true, code: `curl --globoff ${quoted}` };
  const detail = decodeRow(row);
  if (detail.problem) return { ok: false, message: detail.problem.message };
  const body = shellQuote(bodyOf(detail, connection, options));
  if (body === undefined) return { ok: false, message: "The packet holds a character that no command can." };
  const header = "--header 'Content-Type: text/plain;charset=UTF-8'";
  return { ok: true, code: `curl --globoff --request POST ${header} --data-raw ${body} ${quoted}` };
}

/** Where the requests of an open session go. */
function addressOf({ url, sid }: Connection): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url);
  // A cache-buster, made anew by each request.
  address.searchParams.delete("t");
  if (sid !== undefined) address.searchParams.set("sid", sid);
  return /^https?:$/.test(address.protocol) ? address.href : undefined;
}

/** The packet with its attachments as one polling body. */
function bodyOf({ row, data, attachments }: Detail, { protocol }: Connection, { redact = true }: CopyOptions): string {
  const binary = (bytes: Uint8Array): string => `${protocol === 3 ? "b4" : "b"}${encodeBase64(bytes)}`;
  const text = redact ? redactPacket(row.text, false, () => "SESSION") : row.text;
  const packets = [data instanceof Uint8Array ? binary(data) : text, ...attachments.map(({ bytes }) => binary(bytes))];
  return protocol === 3 ? packets.map((packet) => `${packet.length}:${packet}`).join("") : packets.join("\x1e");
}

type EventParts =
  | {
      readonly ok: true;
      readonly name: string;
      readonly namespace: string;
      readonly args: readonly unknown[];
      readonly binary: boolean;
    }
  | { readonly ok: false; readonly message: string };

function eventOf(row: Row, { redact = true }: CopyOptions): EventParts {
  const { data, problem } = decodeRow(row);
  if (row.cut) return { ok: false, message: "Fetch the whole body first." };
  if (problem) return { ok: false, message: problem.message };
  if (row.event === undefined || !Array.isArray(data)) return { ok: false, message: "The row is no event." };
  // True because whatever JSON holds is unknown.
  const [, ...args] = data as readonly unknown[];
  const { event: name, namespace = "/", expected } = row;
  const binary = expected > 0;
  return { ok: true, name, namespace, args: redact ? args.map((arg) => redactValue(arg)) : args, binary };
}
