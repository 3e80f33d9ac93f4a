import { describe, expect, it } from "vitest";
import { readAckId, readClockTime, readDuration, readSize } from "../../src/panel/views/filter/read-amount.ts";
import { byteSize, count, counted } from "../../src/panel/views/text/format-size.ts";
import { clockTime, delta, duration } from "../../src/panel/views/text/format-time.ts";

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [4242, "4.2 kB"],
    [99_960, "100 kB"],
    [999_600, "1 MB"],
    [5_000_000_000, "5 GB"],
  ])("%d bytes are %s", (bytes, shown) => {
    expect(byteSize(bytes)).toBe(shown);
  });

  it("sets thousands apart", () => {
    expect([0, 999, 1000, 12_480, 1_234_567].map(count)).toEqual(["0", "999", "1,000", "12,480", "1,234,567"]);
  });

  it("counts with the noun", () => {
    expect(counted(1, "packet")).toBe("1 packet");
    expect(counted(2, "packet")).toBe("2 packets");
  });

  it.each([
    ["200", 200],
    [" 4k ", 4000],
    ["1.5 MB", 1_500_000],
    ["2g", 2_000_000_000],
    ["", undefined],
    ["-1", undefined],
    ["many", undefined],
  ])("reads %j as %s bytes", (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });
});

describe("times", () => {
  it.each([
    [0, "0 ms"],
    [0.44, "0.4 ms"],
    [9.96, "10 ms"],
    [120.4, "120 ms"],
    [999.6, "1 s"],
    [1420, "1.42 s"],
    [12_340, "12.3 s"],
    [60_000, "1 min 0 s"],
    [185_000, "3 min 5 s"],
    [7_320_000, "2 h 2 min"],
    [Number.NaN, "–"],
  ])("%d milliseconds are %s", (milliseconds, shown) => {
    expect(duration(milliseconds)).toBe(shown);
  });

  it("signs what passed", () => {
    expect(delta(12)).toBe("+12 ms");
    expect(delta(-12)).toBe("-12 ms");
  });

  it("tells the time of day with milliseconds", () => {
    expect(clockTime(new Date(2026, 0, 31, 4, 5, 6, 78).getTime())).toBe("04:05:06.078");
    expect(clockTime(Number.NaN)).toBe("–");
  });
});

describe("readDuration", () => {
  it.each([
    ["200", 200],
    [" 12 ms", 12],
    ["1.5s", 1_500],
    ["2 min", 120_000],
    ["", undefined],
    ["s", undefined],
    ["1 h", undefined],
  ])("reads %j as %s", (text, milliseconds) => {
    expect(readDuration(text)).toBe(milliseconds);
  });
});

describe("readClockTime", () => {
  const near = new Date(2026, 4, 6, 12).getTime();

  it.each([
    ["14:03", [14, 3, 0, 0]],
    ["9:03:22", [9, 3, 22, 0]],
    [" 14:03:22.1 ", [14, 3, 22, 100]],
    ["23:59:59.107", [23, 59, 59, 107]],
  ] as const)("reads %j on the day of what is shown", (text, [hours, minutes, seconds, thousandths]) => {
    expect(readClockTime(text, near)).toBe(new Date(2026, 4, 6, hours, minutes, seconds, thousandths).getTime());
    expect(clockTime(readClockTime(text, near) ?? Number.NaN)).toContain(`:${String(minutes).padStart(2, "0")}:`);
  });

  it.each(["", "noon", "24:00", "12:60", "12:00:60", "12", "12:00:00.1234"])("reads %j as no time", (text) => {
    expect(readClockTime(text, near)).toBeUndefined();
  });
});

describe("readAckId", () => {
  it.each([
    ["0", 0],
    [" 12 ", 12],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["x", undefined],
  ])("reads %j as %s", (text, id) => {
    expect(readAckId(text)).toBe(id);
  });
});
