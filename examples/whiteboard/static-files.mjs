import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const SECURITY = {
  "content-security-policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'self'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Reads a folder once and answers a request listener that serves exactly those files, so that no path can leave it.
 *
 * @param {string} folder
 * @returns {Promise<import("node:http").RequestListener>}
 */
export async function staticFiles(folder) {
  /** @type {Map<string, { type: string, body: Buffer }>} */
  const files = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)] ?? "application/octet-stream";
    files.set(path.slice(folder.length).replaceAll(sep, "/"), { type, body: await readFile(path) });
  }
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = files.get(pathname === "/" ? "/index.html" : pathname);
    if (!file) {
      response.writeHead(404, { "content-type": "text/plain", ...SECURITY }).end("Not found\n");
      return;
    }
    // Vite puts a hash into the names below /assets/.
    const cache = pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    const headers = {
      "content-type": file.type,
      "content-length": file.body.length,
      "cache-control": cache,
      ...SECURITY,
    };
    response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : file.body);
  };
}
