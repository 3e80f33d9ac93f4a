import { once } from "node:events";
import { type ClientHttp2Stream, connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Server, type ServerOptions } from "@upwire/server";
import { expect, it, onTestFinished } from "vitest";

/** A server of HTTP/2 that ends with the test, and requests of one client of its. */
async function running(options: Partial<ServerOptions>) {
  const http = createServer();
  const io = new Server(options);
  io.attach(http);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  onTestFinished(async () => {
    client.close();
    await io.close();
  });
  const ask = (query: string, method = "GET", body?: string): ClientHttp2Stream => {
    const path = `/socket.io/?EIO=4&transport=polling${query}`;
    return client.request({ ":path": path, ":method": method, "content-type": "text/plain", "x-own": "1" }).end(body);
  };
  const open = async (): Promise<string> => JSON.parse((await text(ask(""))).slice(1)).sid;
  return { http, io, ask, open };
}

it("what a hook leaves on a request of HTTP/2 reaches the socket, and its headers too", async () => {
  const allowRequest: ServerOptions["allowRequest"] = (request, decide) => {
    Object.assign(request, { user: "ada" });
    decide(null, true);
  };
  const { io, ask, open } = await running({ allowRequest });
  const sid = await open();
  const connected = once(io, "connection");
  expect(await text(ask(`&sid=${sid}`, "POST", "40"))).toBe("ok");
  const [socket] = await connected;
  expect(socket.request).toMatchObject({ user: "ada" });
  expect(socket.handshake.headers).toMatchObject({ "x-own": "1", ":method": "GET" });
  expect(socket.handshake.headers).not.toHaveProperty("rawHeaders");
});

it("a poll of HTTP/2 that is given up ends its session", async () => {
  const { http, io, ask, open } = await running({});
  const opened = once(io.engine, "connection");
  const sid = await open();
  const [session] = await opened;
  const closed = once(session, "close");
  const arrived = once(http, "request");
  const poll = ask(`&sid=${sid}`);
  poll.on("error", () => {});
  await arrived;
  poll.destroy();
  expect(await closed).toEqual(["transport error", new Error("poll connection closed prematurely")]);
});
