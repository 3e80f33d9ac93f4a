import { once } from "node:events";
import { connect as connectHttp2, createSecureServer, type IncomingHttpHeaders } from "node:http2";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type HttpServerLike, Server } from "@upwire/server";
import { io as connect } from "socket.io-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { localhostCertificate } from "./localhost-certificate.ts";
import { heard } from "./running-server.ts";

interface Running {
  readonly io: Server;
  readonly url: string;
}

/** Starts a server that ends with the test, and has clients verify nothing, since nobody has signed its certificate. */
async function serving(server: HttpServerLike): Promise<Running> {
  const io = new Server(server);
  onTestFinished(() => io.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { io, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.each<[string, () => HttpServerLike]>([
  ["of HTTPS", () => createServer(localhostCertificate)],
  ["of HTTP/2 that allows HTTP/1", () => createSecureServer({ ...localhostCertificate, allowHTTP1: true })],
])("a server %s", (_what, make) => {
  it.each([[["polling"]], [["websocket"]], [["polling", "websocket"]]])(
    "serves clients over %j",
    async (transports) => {
      const { io, url } = await serving(make());
      io.on("connection", (socket) => socket.on("echo", (value, reply) => reply(value)));
      const client = connect(url, { transports, forceNew: true, reconnection: false, rejectUnauthorized: false });
      onTestFinished(() => void client.disconnect());
      const [[socket]] = await Promise.all([once(io, "connection"), heard(client, "connect")]);
      expect(await client.emitWithAck("echo", Buffer.of(1, 2))).toEqual(Buffer.of(1, 2));
      expect(socket.handshake).toMatchObject({ secure: true, address: "127.0.0.1" });
    },
  );
});

it("a client of HTTP/2 is served by polling from its own origin, and refused from another", async () => {
  const { io, url } = await serving(createSecureServer({ ...localhostCertificate, allowHTTP1: true }));
  const session = connectHttp2(url, { rejectUnauthorized: false });
  onTestFinished(() => session.close());
  const ask = async (path: string, headers: IncomingHttpHeaders, body?: string): Promise<[number, string]> => {
    const stream = session.request({ ":path": `/socket.io/?EIO=4&transport=polling${path}`, ...headers });
    stream.end(body);
    const [answer] = await once(stream, "response");
    return [answer[":status"], await text(stream)];
  };
  expect((await ask("", { origin: "https://evil.example" }))[0]).toBe(403);
  const [status, open] = await ask("", { origin: url });
  expect(status).toBe(200);
  const { sid } = JSON.parse(open.slice(1));
  const post = { ":method": "POST", "content-type": "text/plain", origin: url };
  const connected = once(io, "connection");
  expect(await ask(`&sid=${sid}`, post, "40")).toEqual([200, "ok"]);
  const [socket] = await connected;
  expect(socket.handshake).toMatchObject({ secure: true, headers: { origin: url } });
  expect((await ask(`&sid=${sid}`, { origin: url }))[1]).toMatch(/^40\{"sid"/);
  expect((await ask(`&sid=${sid}`, { ...post, origin: "https://evil.example" }, "41"))[0]).toBe(403);
  expect((await ask(`&sid=${sid}`, post, "1"))[0]).toBe(200);
});
