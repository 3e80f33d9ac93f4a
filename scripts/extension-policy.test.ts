import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { BROWSERS, manifest } from "../devtools-extension/build/manifest.mjs";

const SRC = fileURLToPath(new URL("../devtools-extension/src/", import.meta.url));

/** What makes requests, runs text as code, or reads text as markup. */
const FORBIDDEN = [
  /\b(?:fetch|sendBeacon|importScripts|eval|XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection)\(/,
  /\bnew (?:Function|Image|Worker|SharedWorker|WebSocket|EventSource|XMLHttpRequest|WebTransport)\b/,
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcdoc|createContextualFragment)\b/,
  /document\.write|\bset(?:Timeout|Interval)\(\s*["'`]|javascript:/,
  /(?:\bimport\(|\bfrom |\bsrc=|\bhref=)\s*["'`](?:https?:)?\/\//,
  /executeScript|chrome\.debugger|webRequest|\bcookies\b\./,
];

/** The sources of the extension's own pages and scripts: all but the tap, which stands before what the page does itself. */
async function sources(): Promise<readonly (readonly [string, string])[]> {
  const files = await readdir(SRC, { recursive: true });
  const own = files.filter((file) => /\.(?:tsx?|html|css)$/.test(file) && !file.startsWith("page/"));
  return Promise.all(own.map(async (file) => [file, await readFile(SRC + file, "utf8")] as const));
}

describe.each(BROWSERS)("the manifest for %s", (browser) => {
  it("asks for no more than the README says", async () => {
    const declared = await manifest(browser);
    expect(declared.permissions).toEqual(["activeTab", "scripting"]);
    expect(declared.optional_host_permissions).toEqual(["*://*/*"]);
    for (const { matches } of declared.content_scripts)
      for (const match of matches) expect(match).toMatch(/^https?:\/\/(?:(?:\*\.)?localhost|127\.0\.0\.1)\/\*$/);
  });

  it("lets no page and no other extension in, and nothing of its own out", async () => {
    const declared = await manifest(browser);
    for (const door of [
      "externally_connectable",
      "web_accessible_resources",
      "host_permissions",
      "sandbox",
      "update_url",
    ])
      expect(declared).not.toHaveProperty(door);
    const policy = new Map(
      declared.content_security_policy.extension_pages.split("; ").map((rule): [string, string] => {
        const [name = "", ...values] = rule.split(" ");
        return [name, values.join(" ")];
      }),
    );
    expect(policy.get("default-src")).toBe("'none'");
    expect(policy.get("script-src")).toBe("'self'");
    // Without a rule of their own, requests, frames, workers and objects fall under the first.
    for (const kind of ["connect-src", "frame-src", "child-src", "worker-src", "object-src", "script-src-elem"])
      expect(policy.has(kind)).toBe(false);
    for (const values of policy.values()) expect(values).not.toMatch(/unsafe|https?:|\*/);
  });
});

describe("the sources of the extension", () => {
  it("make no request, run no text as code, and read no text as markup", async () => {
    const found = (await sources()).flatMap(([file, text]) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          FORBIDDEN.some((pattern) => pattern.test(line)) && !/^\s*(?:\/\/|\*|\/\*)/.test(line)
            ? [`${file}:${index + 1} ${line.trim()}`]
            : [],
        ),
    );
    expect(found).toEqual([]);
  });

  it("are found", async () => {
    expect((await sources()).length).toBeGreaterThan(100);
  });
});
