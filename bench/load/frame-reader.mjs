/**
 * Counts the unmasked frames of one connection and their bytes, and no more than that: the load must stay cheaper than
 * the server it loads. While `collecting`, text is handed out too, which is how a handshake is read.
 */
export class FrameReader {
  frames = 0;
  bytes = 0;
  collecting = true;
  #head = Buffer.alloc(10);
  #have = 0;
  #need = 2;
  #left = 0;
  #text = "";
  #onText;

  /** @param {(text: string) => void} onText */
  constructor(onText) {
    this.#onText = onText;
  }

  /** @param {Buffer} chunk @param {number} end */
  read(chunk, end) {
    let at = 0;
    while (at < end) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, end - at);
        if (this.collecting) this.#text += chunk.toString("latin1", at, at + taken);
        at += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#finish();
        continue;
      }
      this.#head[this.#have++] = chunk[at++] ?? 0;
      if (this.#have === 2) this.#need = headLength(this.#head[1] ?? 0);
      if (this.#have === this.#need) this.#begin();
    }
  }

  #begin() {
    const length =
      this.#need === 2
        ? (this.#head[1] ?? 0)
        : this.#need === 4
          ? this.#head.readUInt16BE(2)
          : this.#head.readUInt32BE(6);
    this.#have = 0;
    this.#need = 2;
    this.#left = length;
    this.bytes += length;
    if (((this.#head[0] ?? 0) & 0x0f) === 8)
      throw new Error("the server closed a connection in the middle of a measurement");
    if (length === 0) this.#finish();
  }

  #finish() {
    this.frames++;
    if (!this.collecting) return;
    const text = this.#text;
    this.#text = "";
    this.#onText(text);
  }
}

/** @param {number} second the second byte of a frame */
function headLength(second) {
  return second < 126 ? 2 : second === 126 ? 4 : 10;
}
