import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** An application that uses no more than its imports. `limit` is in bytes after gzip. */
const BUNDLES = [
  {
    title: "connect + webSocket",
    limit: 4096,
    source: `export { connect, webSocket } from "@upwire/sdk";`,
  },
  {
    title: "connect + upgrade(polling, webSocket) + backoff",
    limit: undefined,
    source: `export { backoff, connect, polling, upgrade, webSocket } from "@upwire/sdk";`,
  },
  {
    title: "io",
    limit: undefined,
    source: `export { io } from "@upwire/sdk";`,
  },
  {
    title: "socket.io-client: io",
    limit: undefined,
    source: `export { io } from "socket.io-client";`,
  },
];

/** The name of the module that stands for the application. */
const APPLICATION = "virtual:application";

/** What a bundle came to, or why it could not be made. @typedef {{ title: string, limit: number | undefined, minified: number, gzip: number }} BundleSize */

/**
 * Bytes that an application pays for a client: what `vite build` makes of its imports, then gzipped.
 * @param {(text: string) => void} show @returns {Promise<BundleSize[]>}
 */
export async function bundleSizes(show) {
  const sizes = [];
  for (const { title, limit, source } of BUNDLES) {
    show(title);
    const code = Buffer.from(await bundled(source));
    sizes.push({ title, limit, minified: code.length, gzip: gzipSync(code, { level: 9 }).length });
  }
  return sizes;
}

/** The minified code of a module, with everything it imports. @param {string} source @returns {Promise<string>} */
async function bundled(source) {
  const result = await build({
    root: fileURLToPath(new URL(".", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "application",
        resolveId: (id) => (id === APPLICATION ? fileURLToPath(new URL("application.js", import.meta.url)) : null),
        load: (id) => (id.endsWith("application.js") ? source : null),
      },
    ],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: APPLICATION, preserveEntrySignatures: "strict" },
    },
  });
  const { output } = /** @type {{ output: { code?: string }[] }} */ (Array.isArray(result) ? result[0] : result);
  return output[0]?.code ?? "";
}
