import { EventEmitter } from "node:events";
import { Manager } from "socket.io-client";
import * as officialParser from "socket.io-parser";
import { describe, expect, it, onTestFinished } from "vitest";
import { heard, type RunningServer, runningServer } from "./running-server.ts";

/** Every packet as one binary message, as MessagePack parsers have it. */
class BytesEncoder {
  encode(packet: unknown): Uint8Array[] {
    return [Buffer.from(JSON.stringify(packet))];
  }
}

class BytesDecoder extends EventEmitter {
  add(chunk: Uint8Array | ArrayBuffer): void {
    this.emit("decoded", JSON.parse(Buffer.from(chunk as Uint8Array).toString()));
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

const bytesParser = { Encoder: BytesEncoder, Decoder: BytesDecoder };
const parsers = [
  ["of one binary message per packet", bytesParser],
  ["from socket.io-parser", officialParser],
] as const;

describe.each(parsers)("a parser %s", (_what, parser) => {
  it("carries events, acknowledgements and broadcasts", async () => {
    const server = await runningServer({ parser });
    server.io.on("connection", (socket) => socket.on("e", (value, reply) => reply(value)));
    const client = await connected(server, parser);
    expect(await client.emitWithAck("e", { a: [1] })).toEqual({ a: [1] });
    const received = heard(client, "all");
    server.io.emit("all", "text");
    expect(await received).toEqual(["text"]);
  });
});

describe("a parser's mistakes", () => {
  it.each([
    ["throws", Buffer.from("no JSON")],
    ["decodes what is no packet", Buffer.from('{"type":2,"nsp":"/","data":{}}')],
    ["decodes a reserved event", Buffer.from('{"type":2,"nsp":"/","data":["disconnect"]}')],
    ["decodes a packet without a namespace", Buffer.from('{"type":2,"data":["e"]}')],
  ])("end one connection with a parse error when it %s", async (_what, bytes) => {
    const server = await runningServer({ parser: bytesParser });
    const reason = new Promise((resolve) => {
      server.io.on("connection", (socket) => socket.on("disconnect", resolve));
    });
    const raw = await server.raw();
    raw.send(Buffer.from('{"type":0,"nsp":"/"}'));
    await raw.next();
    raw.send(bytes);
    expect(await reason).toBe("parse error");
    await raw.closed;
  });
});

async function connected(server: RunningServer, parser: unknown) {
  const manager = new Manager(server.url, { transports: ["websocket"], reconnection: false, parser });
  const client = manager.socket("/");
  onTestFinished(() => void client.disconnect());
  await heard(client, "connect");
  return client;
}
