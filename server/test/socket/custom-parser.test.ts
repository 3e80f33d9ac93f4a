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

/** Writes each `|` as U+001E, which a polling body cannot carry. */
class SeparatingEncoder {
  encode(packet: unknown): string[] {
    return [JSON.stringify(packet).replaceAll("|", "\x1e")];
  }
}

class SeparatingDecoder extends EventEmitter {
  add(text: string): void {
    this.emit("decoded", JSON.parse(text.replaceAll("\x1e", "|")));
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

describe("a parser's text that polling cannot carry", () => {
  it("is kept from those who poll, and from nobody else", async () => {
    const parser = { Encoder: SeparatingEncoder, Decoder: SeparatingDecoder };
    const server = await runningServer({ parser });
    const poller = await connected(server, parser, "polling");
    const other = await connected(server, parser);
    poller.on("all", (value) => expect(value).toBe("after"));
    const failed = heard(server.io, "handler_error");
    const received = heard(other, "all");
    const after = heard(poller, "all");
    server.io.emit("all", "a|b");
    server.io.emit("all", "after");
    expect(await received).toEqual(["a|b"]);
    expect((await failed)[0]).toMatchObject({ code: "BAD_DATA" });
    await after;
  });
});

async function connected(server: RunningServer, parser: unknown, transport = "websocket") {
  const manager = new Manager(server.url, { transports: [transport], reconnection: false, parser });
  const client = manager.socket("/");
  onTestFinished(() => void client.disconnect());
  await heard(client, "connect");
  return client;
}
