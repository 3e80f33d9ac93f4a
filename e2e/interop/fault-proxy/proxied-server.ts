import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A small HTTP and WebSocket server that echoes, and a proxy before it. */
export interface ProxiedServer extends AsyncDisposable {
  readonly proxy: FaultProxy;
  /** The WebSockets as the server sees them, in the order they came. */
  readonly sockets: readonly WebSocket[];
  post(path: string, body: string): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Opens a WebSocket through the proxy, without waiting for it. */
  webSocket(): WebSocket;
}

/** Starts both on free ports. The server answers a request with its method, path and body, and `2probe` with `3probe`. */
export async function proxiedServer(seed: number = 1): Promise<ProxiedServer> {
  const server = createServer((incoming, response) => void echo(incoming, response));
  const webSockets = new WebSocketServer({ server });
  const sockets: WebSocket[] = [];
  webSockets.on("connection", (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const text = messageText(data);
      socket.send(text === "2probe" ? "3probe" : text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  const proxy = await FaultProxy.start({ target: address.port, seed });
  return {
    proxy,
    sockets,
    post: (path, body) => ask(proxy.port, "POST", path, body),
    get: (path) => ask(proxy.port, "GET", path, ""),
    webSocket() {
      const socket = new WebSocket(proxy.url.replace("http", "ws"));
      // A connection that fails says so by "close" too.
      socket.on("error", () => undefined);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      await proxy.close();
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

/** The text of a message that `ws` hands out as bytes. */
export function messageText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString();
}

async function echo(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await incoming.toArray()).toString();
  // Written in two goes, so that the response is chunked.
  response.write(`${incoming.method} ${incoming.url}\n`);
  response.end(body);
}

async function ask(port: number, method: string, path: string, body: string): Promise<Answer> {
  const outgoing = request({ port, host: "127.0.0.1", method, path, agent: false });
  outgoing.end(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
  });
  return { status: response.statusCode ?? 0, body: Buffer.concat(await response.toArray()).toString() };
}
