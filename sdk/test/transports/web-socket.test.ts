import type { Attachment, EngineCodec } from "@upwire/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { engineUrl } from "../../src/engine-url.ts";
import { UpwireError } from "../../src/errors.ts";
import { eio3 } from "../../src/eio3.ts";
import { newSession } from "../session/new-session.ts";
import { base64 } from "../../src/transports/base64.ts";
import { stamped } from "../../src/transports/stamped.ts";
import { webSocket } from "../../src/transports/web-socket.ts";
import { failure, type Failure } from "./closing.ts";
import { listening } from "./http-server.ts";

const OPEN = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A WebSocket server that does with each connection what the test wants. */
async function serving(
  accept: (socket: WebSocket, url: URL, headers: NodeJS.Dict<string | string[]>) => void,
): Promise<string> {
  const http = await listening();
  const server = new WebSocketServer({ server: http.server });
  server.on("connection", (socket, request) => accept(socket, new URL(request.url ?? "", http.url), request.headers));
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    return http.close();
  });
  return http.url;
}

async function against(accept: (socket: WebSocket) => void): Promise<Failure> {
  return failure(await serving(accept), { transport: webSocket() });
}

/** The frames a session sends for these messages and its goodbye, text as it is and binary in hexadecimal. */
function framesOf(protocol: EngineCodec | undefined, ...messages: (string | Attachment)[]): Promise<string[]> {
  return new Promise((resolve) => {
    const frames: string[] = [];
    void serving((socket) => {
      socket.send(OPEN);
      socket.on("message", (data: Buffer, binary) => frames.push(binary ? data.toString("hex") : data.toString()));
      socket.on("close", () => resolve(frames));
    }).then((url) => {
      const session = newSession(
        engineUrl(url),
        { transport: webSocket(), protocol },
        {
          opened() {
            for (const message of messages) void session.send(message);
            void session.close();
          },
        },
      );
    });
  });
}

describe("webSocket", () => {
  it("asks for what Engine.IO wants and offers headers and subprotocols", async () => {
    const asked = new Promise<[URL, NodeJS.Dict<string | string[]>]>((resolve) => {
      void serving((socket, url, headers) => (resolve([url, headers]), socket.close())).then((url) => {
        const transport = webSocket({ protocols: ["chat"], extraHeaders: { Authorization: "Bearer x" } });
        newSession(engineUrl(url, undefined, { room: "1" }), { transport }, {});
      });
    });
    const [url, headers] = await asked;
    expect(url.pathname + url.search).toBe("/engine.io/?room=1&EIO=4&transport=websocket");
    expect(headers).toMatchObject({ authorization: "Bearer x", "sec-websocket-protocol": "chat" });
  });

  it("sends a frame a packet, binary and Blob as they are", async () => {
    expect(await framesOf(undefined, "text", new Uint8Array([1, 2, 3]).subarray(1), new Blob(["hi"]))).toEqual([
      "4text",
      "0203",
      "6869",
      "1",
    ]);
  });

  it("sends a type byte before binary and Blob to Engine.IO 3", async () => {
    expect(await framesOf(eio3, new Uint8Array([1]), new Blob(["hi"]))).toEqual(["0401", "046869", "1"]);
  });

  it("takes base64 and a random parameter when it is told to", async () => {
    const [url, frame, message] = await new Promise<[URL, string, unknown]>((resolve) => {
      let asked: URL;
      let sent: string;
      void serving((socket, address) => {
        asked = address;
        socket.on("message", (data: Buffer) => {
          sent = data.toString();
          socket.send("baGk=");
        });
        socket.send(OPEN);
      }).then((address) => {
        const session = newSession(
          engineUrl(address),
          { transport: stamped(base64(webSocket()), "t") },
          {
            opened: () => void session.send(new Blob(["hi"])),
            received: (data) => (resolve([asked, sent, data]), void session.close()),
          },
        );
      });
    });
    expect(url.search).toMatch(/^\?t=\w+&b64=1&EIO=4&transport=websocket$/);
    expect(frame).toBe("baGk=");
    expect(message).toEqual(new TextEncoder().encode("hi"));
  });

  it.each([1000, 1001, 1009, 1011, 4000, 4999])("hands on close code %i after opening", async (code) => {
    const { reason, error } = await against((socket) => socket.close(code, "why"));
    expect(reason).toBe("transport close");
    expect(error).toMatchObject({
      code: "CONNECTION_LOST",
      cause: { code, reason: "why" },
    });
  });

  it("ends with transport error when the server breaks the protocol of WebSocket", async () => {
    // True because `ws` keeps the connection there; a reserved opcode is sent past its framing.
    const { reason, error } = await against((socket) =>
      (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from([0x83, 0])),
    );
    expect(reason).toBe("transport error");
    expect(error).toMatchObject({ code: "CONNECTION_LOST", cause: expect.any(RangeError) });
  });

  it("ends with transport close when the connection is cut", async () => {
    const { reason, error } = await against((socket) => socket.terminate());
    expect(reason).toBe("transport close");
    expect(error).toMatchObject({ cause: { code: 1006 } });
  });

  it.each(["7", "€", "\u{1f600}", "", "0", '0{"sid":""}', "0null", "4too early"])(
    "ends with parse error on %j",
    async (frame) => {
      const { reason, error } = await against((socket) => socket.send(frame));
      expect(reason).toBe("parse error");
      expect(error).toMatchObject({
        code: "BAD_HANDSHAKE",
        message: expect.stringContaining("is this an Engine.IO server?"),
        cause: expect.any(Error),
      });
    },
  );

  it("ends with parse error when a bad frame comes later", async () => {
    const { reason, error } = await against((socket) => {
      socket.send(OPEN);
      socket.send("x");
    });
    expect([reason, error?.code]).toEqual(["parse error", "PARSE_ERROR"]);
  });

  it("says what to look at when the server refuses", async () => {
    const http = await listening((_, response) => response.writeHead(404).end());
    http.server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    closers.push(() => http.close());
    const { reason, error } = await failure(http.url, { transport: webSocket() });
    expect(reason).toBe("transport error");
    expect(error).toMatchObject({
      code: "WEB_SOCKET_REFUSED",
      message: expect.stringContaining("this origin allowed"),
      cause: { message: "Unexpected server response: 400" },
    });
  });

  it("says what to look at when nobody is there", async () => {
    const http = await listening();
    await http.close();
    const { error } = await failure(http.url, { transport: webSocket() });
    expect(error).toMatchObject({ code: "WEB_SOCKET_REFUSED", cause: { code: "ECONNREFUSED" } });
  });

  it("reports what the constructor throws", async () => {
    const { reason, error } = await failure("http://127.0.0.1", { transport: webSocket({ protocols: "not valid" }) });
    expect([reason, error?.code]).toEqual(["transport error", "WEB_SOCKET_REFUSED"]);
    expect(error?.cause).toBeInstanceOf(SyntaxError);
  });

  it("hands on what the runtime says when it has no WebSocket", async () => {
    vi.resetModules();
    vi.doMock("node:module", () => ({
      createRequire: () => () => {
        throw new Error("Cannot find module 'ws'");
      },
    }));
    const { webSocket: withoutWs } = await import("../../src/transports/web-socket.ts");
    const { error } = await failure("http://127.0.0.1", { transport: withoutWs() });
    vi.doUnmock("node:module");
    expect(error).toMatchObject({
      name: new UpwireError("NO_WEB_SOCKET", "").name,
      code: "NO_WEB_SOCKET",
      message: expect.stringContaining("npm install ws"),
    });
  });
});
