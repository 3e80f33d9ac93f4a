/** Says on standard error what is being measured: one line that rewrites itself on a terminal, plain lines elsewhere. */
export class Progress {
  #started = Date.now();

  /** @param {string} text */
  show(text) {
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    const line = `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")}  ${text}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }

  /** Leaves the line free for what is printed next. */
  clear() {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[2K");
  }
}
