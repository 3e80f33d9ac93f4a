import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ClientFiles } from "../../src/client-files.ts";
import { runningServer } from "./running-server.ts";

const SCRIPT = `console.log("${"the browser client ".repeat(200)}");\n`;
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "client-files-"));
  await writeFile(join(directory, "socket.io.js"), SCRIPT);
  await writeFile(join(directory, "socket.io.esm.min.js"), "export {};\n");
  await writeFile(join(directory, "socket.io.min.js.map"), "{}");
  await writeFile(join(directory, "secret.js"), "secret");
  return () => rm(directory, { recursive: true });
});

describe("the browser client", () => {
  it("is sent as a script, uncompressed to who takes nothing else", async () => {
    const { response, body } = await request("/socket.io/socket.io.js?v=1");
    expect(response.statusCode).toBe(200);
    expect(body.toString()).toBe(SCRIPT);
    expect(response.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=0",
      "content-length": String(SCRIPT.length),
      vary: "Accept-Encoding",
    });
  });

  it.each([
    ["br, gzip", "br", brotliDecompressSync],
    ["gzip;q=1.0, deflate, br;q=0", "gzip", gunzipSync],
    ["Deflate", "deflate", inflateSync],
  ] as const)("is compressed for %s with %s", async (accepted, encoding, decompress) => {
    const { response, body } = await request("/socket.io/socket.io.js", { "accept-encoding": accepted });
    expect(response.headers["content-encoding"]).toBe(encoding);
    expect(body.length).toBeLessThan(SCRIPT.length);
    expect(decompress(body).toString()).toBe(SCRIPT);
  });

  it("is not sent again to who has it", async () => {
    const first = await request("/socket.io/socket.io.js");
    const etag = first.response.headers.etag ?? "";
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    for (const tag of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
      const { response, body } = await request("/socket.io/socket.io.js", { "if-none-match": tag });
      expect([response.statusCode, body.length, response.headers.etag]).toEqual([304, 0, etag]);
    }
    const { response } = await request("/socket.io/socket.io.js", { "if-none-match": '"other"' });
    expect(response.statusCode).toBe(200);
  });

  it("has variants and maps", async () => {
    const module = await request("/socket.io/socket.io.esm.min.js");
    expect(module.body.toString()).toBe("export {};\n");
    const map = await request("/socket.io/socket.io.min.js.map");
    expect(map.response.headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  it.each(["secret.js", "socket.io.min.js", "..secret.js", "socket.io.msgpack.min.js", "constructor.js"])(
    "is not the file %s",
    async (name) => {
      const { response } = await request(`/socket.io/${name}`);
      expect(response.statusCode).toBe(404);
    },
  );

  it("answers HEAD without a body and refuses other methods", async () => {
    const head = await request("/socket.io/socket.io.js", {}, "HEAD");
    expect([head.response.statusCode, head.response.headers["content-length"], head.body.length]).toEqual([
      200,
      String(SCRIPT.length),
      0,
    ]);
    expect((await request("/socket.io/socket.io.js", {}, "POST")).response.statusCode).toBe(405);
  });
});

describe("a server", () => {
  it("answers for its client files and leaves the rest to the engine and to whoever listened before", async () => {
    const http = createServer((_request, response) => response.end("the application"));
    const { Server } = await import("@upwire/server");
    const io = new Server(http, { cors: { origin: "https://example.com" } });
    onTestFinished(() => io.close());
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    const text = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    expect(await text("/")).toBe("the application");
    expect(await text("/socket.io/?EIO=4&transport=polling")).toMatch(/^0\{/);
    const missing = await fetch(`http://127.0.0.1:${port}/socket.io/other.js`, {
      headers: { origin: "https://example.com" },
    });
    expect([missing.status, missing.headers.get("access-control-allow-origin")]).toEqual([404, "https://example.com"]);
    const elsewhere = await fetch(`http://127.0.0.1:${port}/socket.io/other.js`, {
      headers: { origin: "https://evil.example" },
    });
    expect([elsewhere.status, elsewhere.headers.get("access-control-allow-origin")]).toEqual([404, null]);
  });

  it("tells whoever listened before of a request once, also after the engine has closed", async () => {
    const heard: (string | undefined)[] = [];
    const http = createServer((incoming, response) => {
      heard.push(incoming.url);
      response.end();
    });
    const { Server } = await import("@upwire/server");
    const io = new Server(http);
    onTestFinished(() => io.close());
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    io.engine.close();
    await fetch(`http://127.0.0.1:${port}/page`);
    const { status } = await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`);
    expect([heard, status]).toEqual([["/page"], 503]);
  });

  it("serves no files when told so", async () => {
    const { url } = await runningServer({ serveClient: false });
    const response = await fetch(`${url}/socket.io/socket.io.js`);
    expect(response.status).toBe(400);
  });
});

async function request(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<{ response: IncomingMessage; body: Buffer }> {
  const files = new ClientFiles(pathToFileURL(`${directory}/`));
  const http = createServer((incoming, outgoing) => {
    const name = files.nameOf(incoming.url ?? "", "/socket.io/");
    if (name === undefined) outgoing.writeHead(500).end();
    else void files.serve(name, incoming, outgoing);
  });
  onTestFinished(() => void http.close());
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const outgoing = get({ port, host: "127.0.0.1", path, headers, method, agent: false });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { response, body: Buffer.concat(chunks) };
}
