import { describe, expect, it } from "vitest";
import { visibleExcerpt, visibleText } from "../../src/panel/views/text/visible-text.ts";

describe("visibleText", () => {
  it("leaves what everybody can see as it is", () => {
    expect(visibleText('{"naïve": "日本語 🎉 <b>&amp;</b>"}')).toBe('{"naïve": "日本語 🎉 <b>&amp;</b>"}');
  });

  it("writes line ends and tabs the short way", () => {
    expect(visibleText("a\nb\rc\td")).toBe("a\\nb\\rc\\td");
  });

  it.each([
    ["\u0000", "\\x00"],
    ["\u001b", "\\x1b"],
    ["\u0085", "\\x85"],
    ["\u00ad", "\\xad"],
    ["\u061c", "\\u061c"],
    ["\u200b", "\\u200b"],
    ["\u200f", "\\u200f"],
    ["\u2028", "\\u2028"],
    ["\u202e", "\\u202e"],
    ["\u2066", "\\u2066"],
    ["\u3164", "\\u3164"],
    ["\ufeff", "\\ufeff"],
    ["\ud800", "\\ud800"],
    ["\u{e0041}", "\\u{e0041}"],
  ])("writes out a character that hides: %j", (character, shown) => {
    expect(visibleText(`a${character}b`)).toBe(`a${shown}b`);
  });

  it("cuts with an ellipsis", () => {
    expect(visibleExcerpt("abcdef", 3)).toBe("abc…");
    expect(visibleExcerpt("abc", 3)).toBe("abc");
  });
});
