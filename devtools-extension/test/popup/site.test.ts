import { describe, expect, it } from "vitest";
import { isDeclared, sitePattern } from "../../src/popup/site.ts";

describe("sitePattern", () => {
  it("covers a site's pages on every port, and no other site", () => {
    expect(sitePattern("https://chat.example.com:8443/rooms?id=1")).toBe("https://chat.example.com/*");
  });

  it("knows none for pages where no extension may run", () => {
    expect(["about:blank", "chrome://settings", "file:///a.html", "no address", undefined].map(sitePattern)).toEqual(
      Array.from({ length: 5 }),
    );
  });
});

describe("isDeclared", () => {
  const patterns = ["http://localhost/*", "http://*.localhost/*", "https://127.0.0.1/*"];

  it("knows the sites that the manifest names", () => {
    for (const url of ["http://localhost:3000/a", "http://app.localhost/", "http://localhost/", "https://127.0.0.1:1/"])
      expect(isDeclared(url, patterns), url).toBe(true);
  });

  it("does not take others for them", () => {
    for (const url of [
      "https://localhost/",
      "http://notlocalhost/",
      "http://localhost.example.com/",
      "http://127.0.0.1/",
    ])
      expect(isDeclared(url, patterns), url).toBe(false);
  });
});
