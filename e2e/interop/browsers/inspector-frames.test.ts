import { describe, expect, it } from "vitest";
import { frame, FrameReader, pagesIn, targetAndText } from "../../browsers/webkit/inspector-frames.mjs";

/** Bytes as hexadecimal digits, with text in apostrophes. */
function bytes(text: string): Buffer {
  const parts = text.split("'").map((part, index) => Buffer.from(part.replaceAll(" ", ""), index % 2 ? "utf8" : "hex"));
  return Buffer.concat(parts);
}

const ONE = "01 00 00 00 00 00 00 00";
const TWO = "02 00 00 00 00 00 00 00";

describe("frames of WebKitGTK's inspector", () => {
  it("have their length, their byte order, their name and two numbers", () => {
    expect(frame("Setup", [1n, 2n])).toEqual(bytes(`00 00 00 16 01 'Setup' 00 ${ONE} ${TWO}`));
  });

  it("have text behind the numbers, and a zero", () => {
    expect(frame("Say", [1n, 2n, "é{}"])).toEqual(bytes(`00 00 00 19 01 'Say' 00 ${ONE} ${TWO} 'é{}' 00`));
    expect(targetAndText(bytes(`${ONE} ${TWO} 'é{}' 00`))).toEqual({ target: 2n, text: "é{}" });
  });

  it("are put together from pieces of any size", () => {
    const stream = Buffer.concat([
      frame("Setup", [1n, 2n]),
      frame("Say", [1n, 2n, "hello"]),
      frame("Empty", Buffer.of()),
    ]);
    for (let size = 1; size <= stream.length; size++) {
      const reader = new FrameReader();
      const names: string[] = [];
      for (let start = 0; start < stream.length; start += size)
        names.push(...reader.add(stream.subarray(start, start + size)).map(({ name }) => name));
      expect(names).toEqual(["Setup", "Say", "Empty"]);
    }
  });

  it("list pages by number, and other targets not", () => {
    const page = "'WebPage' 00 00 'about:blank' 00 00 1d 11 10";
    const worker = "'ServiceWorker' 00 00 00 00 18 17 16";
    expect(pagesIn(bytes(ONE))).toEqual([]);
    expect(pagesIn(bytes(`${ONE} ${ONE} ${page} 21`))).toEqual([1n]);
    const both = `${ONE} ${page} 00 00 00 00 00 00 00 ${TWO} ${worker}`;
    expect(pagesIn(bytes(`${ONE} ${both} 21 44`))).toEqual([1n]);
  });

  it("list pages whose places take two bytes", () => {
    const title = "x".repeat(300);
    // A number, "WebPage", title, address, a truth value, and three places of two bytes: 328 bytes in all, which need no padding.
    const page = `'WebPage' 00 '${title}' 00 'a:b' 00 01 41 01 3d 01 10 00`;
    const list = `${ONE} ${page} ${TWO} ${page} 48 01 90 02`;
    expect(pagesIn(bytes(`${ONE} ${list}`))).toEqual([1n, 2n]);
  });
});
