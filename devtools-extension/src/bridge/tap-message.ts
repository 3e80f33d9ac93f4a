import type { Command, CommandResult } from "./command.ts";
import type { DocumentInfo, TapRecord } from "./record.ts";

/**
 * What goes to a document's tap over its port. Each message is one JSON text, cut into pieces by `intoPieces`, so that whoever is
 * between tap and panel only hands strings on.
 */
export type ToTap =
  /** Starts the flow of records, from the one after `have` on (0 for all there are), for so many batches. Repeated after a lost connection. */
  | { readonly is: "watch"; readonly have: number; readonly credits: number }
  /** Allows so many batches more. Without credit the tap keeps only its ring. */
  | { readonly is: "credit"; readonly credits: number }
  /** Ends the flow; the ring goes on. */
  | { readonly is: "stop" }
  /** Switches recording in this document off and on again; it is on when the document starts. */
  | { readonly is: "arm"; readonly armed: boolean }
  | { readonly is: "command"; readonly id: number; readonly command: Command };

/** What a tap is told when its panel is gone, and with it what it simulates. */
export const GOODBYE: readonly ToTap[] = [
  { is: "command", id: 0, command: { do: "faults", plan: undefined } },
  { is: "stop" },
];

/** A document as its tap knows it: the number of its frame is known outside only. */
export type TappedDocument = Omit<DocumentInfo, "frame">;

/** What comes from a document's tap over its port. */
export type FromTap =
  /** First on every port, and again as answer to each `watch`. `last` is the number of the newest record, 0 for none. */
  | { readonly is: "hello"; readonly document: TappedDocument; readonly last: number; readonly armed: boolean }
  /** Costs one credit. */
  | { readonly is: "batch"; readonly document: TappedDocument; readonly records: readonly TapRecord[] }
  | { readonly is: "result"; readonly id: number; readonly result: CommandResult };

/** Most UTF-16 units in one piece, so that it stays under 8 MB whatever it consists of. */
export const PIECE_LENGTH = 2_500_000;

/** First character of a piece that is followed by another. */
export const MORE = "<";

/** First character of a piece that is the last, or only, one of its message. */
export const LAST = ">";

/** Cuts the JSON text of a message into what a port carries. */
export function intoPieces(json: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (; json.length - start > PIECE_LENGTH; start += PIECE_LENGTH)
    pieces.push(MORE + json.slice(start, start + PIECE_LENGTH));
  pieces.push(LAST + json.slice(start));
  return pieces;
}

/** Joins pieces to messages again; one longer than `maxLength` units, or no piece, is left out and counted in `refused`. */
export class PieceJoiner {
  refused = 0;
  #begun = "";
  #tooLong = false;
  readonly #maxLength: number;

  constructor(maxLength: number = 64_000_000) {
    this.#maxLength = maxLength;
  }

  /** The JSON text that is complete with this piece, if any. */
  add(piece: unknown): string | undefined {
    if (typeof piece !== "string" || (piece[0] !== MORE && piece[0] !== LAST)) {
      this.refused++;
      return undefined;
    }
    this.#tooLong ||= this.#begun.length + piece.length > this.#maxLength;
    const whole = this.#tooLong ? "" : this.#begun + piece.slice(1);
    if (piece[0] === MORE) {
      this.#begun = whole;
      return undefined;
    }
    this.#begun = "";
    if (!this.#tooLong) return whole;
    this.#tooLong = false;
    this.refused++;
    return undefined;
  }
}
