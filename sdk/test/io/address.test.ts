import { describe, expect, it } from "vitest";
import { readAddress } from "../../src/io/address.ts";

const PAGE = { protocol: "https:", host: "page.test:8443" };

describe("the address that io() takes", () => {
  it.each([
    [undefined, "https://page.test:8443", "/"],
    ["/admin", "https://page.test:8443", "/admin"],
    ["//other.test/a", "https://other.test", "/a"],
    ["other.test", "https://other.test", "/"],
    ["localhost:3000/a/b", "https://localhost:3000", "/a/b"],
    ["http://other.test:80/", "http://other.test", "/"],
    ["ws://other.test/x", "http://other.test", "/x"],
    ["wss://[::1]:3000", "https://[::1]:3000", "/"],
  ])("reads %s on a page as %s and namespace %s", (uri, origin, nsp) => {
    expect(readAddress(uri, PAGE)).toMatchObject({ origin, nsp });
  });

  it("carries a query", () => {
    expect(readAddress("http://other.test/n?a=1&b=%20", PAGE).query).toEqual({ a: "1", b: " " });
  });

  it("needs a host where there is no page", () => {
    expect(() => readAddress("/admin", undefined)).toThrow(/full URL/);
    expect(readAddress("other.test", undefined).origin).toBe("https://other.test");
  });
});
