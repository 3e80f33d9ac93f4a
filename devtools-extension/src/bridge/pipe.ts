import { intoPieces, PieceJoiner } from "./tap-message.ts";

/** Messages over something that carries pieces of JSON. */
export class Pipe<Message> {
  readonly #joiner = new PieceJoiner();
  readonly #post: (piece: string) => void;

  constructor(post: (piece: string) => void) {
    this.#post = post;
  }

  /** How many messages were too long, or none at all. */
  get refused(): number {
    return this.#joiner.refused;
  }

  send(message: Message): void {
    for (const piece of intoPieces(JSON.stringify(message))) this.#post(piece);
  }

  /** Takes what came; a message that is complete with it is given as whatever it says it is. */
  receive(piece: string): unknown {
    const json = this.#joiner.add(piece);
    if (json === undefined) return undefined;
    try {
      return JSON.parse(json);
    } catch {
      this.#joiner.refused += 1;
      return undefined;
    }
  }
}
