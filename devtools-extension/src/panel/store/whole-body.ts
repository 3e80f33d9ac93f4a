import type { FrameBody } from "../../bridge/record.ts";
import type { Source } from "../../bridge/source.ts";
import type { Row } from "./row.ts";

/** What takes whole bodies: the store. */
export interface BodyTaker {
  giveBody(row: Row, seq: number, body: FrameBody): boolean;
}

/** How fetching ended: `GONE` where the page does not have the body any more. */
export interface BodyError {
  readonly code: string;
  readonly message: string;
}

/** Fetches what a row and its attachments lack of their bodies; undefined when everything is here. */
export async function wholeBody(store: BodyTaker, source: Source, row: Row): Promise<BodyError | undefined> {
  const lacking = new Set([
    ...(row.cut ? [row.seq] : []),
    ...(row.attachments ?? []).filter(({ cut }) => cut).map(({ seq }) => seq),
  ]);
  for (const seq of lacking) {
    const result = await source.send(row.document, { do: "body", seq });
    if (!result.ok) return { code: result.code, message: result.message };
    if (!result.body || !store.giveBody(row, seq, result.body)) {
      return { code: "GONE", message: "The page does not have the whole body any more." };
    }
  }
  return undefined;
}
