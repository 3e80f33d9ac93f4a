import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, deflate, gzip } from "node:zlib";
import type { Cors } from "./engine/admission/cors.ts";

/** A file with its compressed forms, each made at most once. */
interface ClientFile {
  readonly body: Buffer;
  readonly etag: string;
  readonly contentType: string;
  readonly compressed: Map<Encoding, Promise<Buffer>>;
}

type Encoding = "br" | "gzip" | "deflate";

const ENCODINGS: readonly Encoding[] = ["br", "gzip", "deflate"];
const COMPRESS: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  gzip: promisify<Buffer, Buffer>(gzip),
  deflate: promisify<Buffer, Buffer>(deflate),
};
const FILE_NAME = /^[\w.-]+\.(?:js|map)$/;
const KNOWN_NAME = /^socket\.io(?:\.esm)?(?:\.min)?\.js(?:\.map)?$/;

/** Serves the browser client that the server brings along. */
export class ClientFiles {
  readonly #directory: URL;
  readonly #files = new Map<string, Promise<ClientFile | undefined>>();

  /** `directory` holds `socket.io.js`, `socket.io.min.js`, `socket.io.esm.min.js` and their maps. */
  constructor(directory: URL = new URL("../client/", import.meta.url)) {
    this.#directory = directory;
  }

  /** The file that a URL asks for: a name with the ending of a script or map right behind `path`, which ends with a slash. */
  nameOf(url: string, path: string): string | undefined {
    if (!url.startsWith(path)) return undefined;
    const query = url.indexOf("?");
    const name = url.slice(path.length, query < 0 ? undefined : query);
    return FILE_NAME.test(name) ? name : undefined;
  }

  /** As `serve`, to pages of any origin, which `cors` lets read it or not. What goes wrong is told to `failed`. */
  async serveAcross(
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
    cors: Cors,
    failed: (error: unknown) => void,
  ): Promise<void> {
    try {
      for (const [header, value] of Object.entries(await cors.publicHeaders(request)))
        if (value !== undefined) response.setHeader(header, value);
      await this.serve(name, request, response);
    } catch (error) {
      failed(error);
      response.destroy();
    }
  }

  /** Answers a request for `name`: 200, 304 when the client has it, 404 when there is no such file. */
  async serve(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = KNOWN_NAME.test(name) ? await this.#file(name) : undefined;
    if (file === undefined) return answer(response, 404);
    if (request.method !== "GET" && request.method !== "HEAD") return answer(response, 405, { Allow: "GET, HEAD" });
    response.setHeader("Cache-Control", "public, max-age=0");
    response.setHeader("ETag", file.etag);
    response.appendHeader("Vary", "Accept-Encoding");
    if (hasTag(request.headers["if-none-match"], file.etag)) return answer(response, 304);
    const encoding = encodingFor(request.headers["accept-encoding"]);
    const body = encoding === undefined ? file.body : await compressed(file, encoding);
    if (encoding !== undefined) response.setHeader("Content-Encoding", encoding);
    response.writeHead(200, {
      "Content-Type": file.contentType,
      "Content-Length": body.length,
      "X-Content-Type-Options": "nosniff",
    });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  #file(name: string): Promise<ClientFile | undefined> {
    let file = this.#files.get(name);
    if (file === undefined) this.#files.set(name, (file = this.#read(name)));
    return file;
  }

  async #read(name: string): Promise<ClientFile | undefined> {
    try {
      const body = await readFile(new URL(name, this.#directory));
      // Weak, because the same tag stands for the compressed forms.
      const etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
      const contentType = name.endsWith(".map") ? "application/json; charset=utf-8" : "text/javascript; charset=utf-8";
      return { body, etag, contentType, compressed: new Map() };
    } catch {
      // Not built, or not readable: asked again the next time.
      this.#files.delete(name);
      return undefined;
    }
  }
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}

function compressed(file: ClientFile, encoding: Encoding): Promise<Buffer> {
  let body = file.compressed.get(encoding);
  if (body === undefined) file.compressed.set(encoding, (body = COMPRESS[encoding](file.body)));
  return body;
}

/** Whether the tags that a client names include ours, strong or weak. */
function hasTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const wanted = etag.replace("W/", "");
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace("W/", "") === wanted);
}

/** The smallest encoding that the client takes. */
function encodingFor(header: string | string[] | undefined): Encoding | undefined {
  const accepted = new Set<string>();
  for (const part of String(header ?? "")
    .toLowerCase()
    .split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const refused = parameters.some((parameter) => /^q=0(?:\.0+)?$/.test(parameter));
    if (!refused) accepted.add(name);
  }
  return ENCODINGS.find((encoding) => accepted.has(encoding));
}
