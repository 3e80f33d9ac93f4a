import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** An application that uses no more than its imports. `limit` is in bytes after gzip. */
const BUNDLES = [
  {
    title: "connect + webSocket",
    limit: 4096,
    source: `import { connect, webSocket } from "@upwire/sdk";
      export const client = connect("https://example.com", { transport: webSocket() });`,
  },
  {
    title: "connect + upgrade(polling, webSocket) + backoff",
    limit: undefined,
    source: `import { backoff, connect, polling, upgrade, webSocket } from "@upwire/sdk";
      export const client = connect("https://example.com", { transport: upgrade(polling(), webSocket()), reconnect: backoff() });`,
  },
  {
    title: "io",
    limit: undefined,
    source: `import { io } from "@upwire/sdk"; export const socket = io("https://example.com");`,
  },
  {
    title: "socket.io-client: io",
    limit: undefined,
    source: `import { io } from "socket.io-client"; export const socket = io("https://example.com");`,
  },
];

/** What a bundle came to, or why it could not be made. @typedef {{ title: string, limit: number | undefined, minified: number, gzip: number }} BundleSize */

/**
 * Bytes that an application pays for a client: bundled and minified by esbuild for browsers of ES2022, then gzipped.
 * @param {(text: string) => void} show @returns {Promise<BundleSize[]>}
 */
export async function bundleSizes(show) {
  const sizes = [];
  for (const { title, limit, source } of BUNDLES) {
    show(title);
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      platform: "browser",
      logLevel: "silent",
    });
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    sizes.push({ title, limit, minified: code.length, gzip: gzipSync(code, { level: 9 }).length });
  }
  return sizes;
}
