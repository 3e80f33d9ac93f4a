/**
 * The frames in which WebKitGTK's inspector server speaks: a length, a byte that says "little-endian", a name that ends with 0, and
 * the parameters as a GVariant. Its two numbers name a connection and a target (a page of the browser).
 *
 * @typedef {{ readonly name: string, readonly body: Buffer }} Frame
 */

const HEAD = 5;
const LITTLE_ENDIAN = 1;
const NUMBERS = 16;

/**
 * A frame with that body, or with two numbers and, if there is one, a text.
 *
 * @param {string} name
 * @param {Buffer | readonly [connection: bigint, target: bigint, text?: string]} parameters
 */
export function frame(name, parameters) {
  const body = Buffer.isBuffer(parameters) ? parameters : numbersAndText(...parameters);
  const rest = Buffer.concat([Buffer.from(`${name}\0`), body]);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(rest.length);
  head[HEAD - 1] = LITTLE_ENDIAN;
  return Buffer.concat([head, rest]);
}

/**
 * @param {bigint} connection
 * @param {bigint} target
 * @param {string} [text]
 */
function numbersAndText(connection, target, text) {
  const numbers = Buffer.alloc(NUMBERS);
  numbers.writeBigUInt64LE(connection);
  numbers.writeBigUInt64LE(target, 8);
  return text === undefined ? numbers : Buffer.concat([numbers, Buffer.from(`${text}\0`)]);
}

/** Puts frames together from the pieces that a connection delivers. */
export class FrameReader {
  /** @type {Buffer[]} */
  #pieces = [];
  #length = 0;
  #wanted = HEAD;

  /**
   * The frames that are complete with this piece.
   *
   * @param {Buffer} piece
   * @returns {Frame[]}
   */
  add(piece) {
    this.#pieces.push(piece);
    this.#length += piece.length;
    /** @type {Frame[]} */
    const frames = [];
    if (this.#length < this.#wanted) return frames;
    let rest = Buffer.concat(this.#pieces);
    for (;;) {
      this.#wanted = rest.length < HEAD ? HEAD : HEAD + rest.readUInt32BE();
      if (rest.length < this.#wanted) break;
      const content = rest.subarray(HEAD, this.#wanted);
      const end = content.indexOf(0);
      frames.push({ name: content.toString("latin1", 0, end), body: content.subarray(end + 1) });
      rest = rest.subarray(this.#wanted);
    }
    this.#pieces = [rest];
    this.#length = rest.length;
    return frames;
  }
}

/**
 * The text that follows two numbers, and the second of them.
 *
 * @param {Buffer} body
 */
export function targetAndText(body) {
  return { target: body.readBigUInt64LE(8), text: body.toString("utf8", NUMBERS, body.length - 1) };
}

/**
 * The pages in a list of targets: a number, and then tuples of a number, three texts and a truth value, each at a multiple of eight,
 * with the places where they end behind them all.
 *
 * @param {Buffer} body
 * @returns {bigint[]}
 */
export function pagesIn(body) {
  const list = body.subarray(8);
  if (list.length === 0) return [];
  const size = list.length <= 0xff ? 1 : list.length <= 0xffff ? 2 : 4;
  const table = list.readUIntLE(list.length - size, size);
  const pages = [];
  for (let start = 0, place = table; place < list.length; place += size) {
    const type = list.toString("utf8", start + 8, list.indexOf(0, start + 8));
    if (type === "WebPage") pages.push(list.readBigUInt64LE(start));
    start = Math.ceil(list.readUIntLE(place, size) / 8) * 8;
  }
  return pages;
}
