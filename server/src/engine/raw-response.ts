import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A response to a request whose socket `node:http` has let go, for an answer of plain HTTP after all; the socket ends with it. */
export function rawResponse(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  // True because `node:http` itself hands out sockets that are mere streams under this type.
  response.assignSocket(socket as Socket);
  // A peer that never closes its half must not keep the other.
  response.once("finish", () => socket.end(() => socket.destroy()));
  return response;
}

/** Takes the socket back from a response that nobody has used. */
export function releaseSocket(response: ServerResponse, socket: Duplex): void {
  // True for the reason above.
  response.detachSocket(socket as Socket);
}

/** Whether a request that asks for an upgrade is for a WebSocket, or an offer of something else that a server may leave. */
export function asksForWebSocket({ headers, method }: IncomingMessage): boolean {
  // A body would come behind the headers where nobody parses any more.
  return method !== "GET" || /websocket/i.test(headers.upgrade ?? "");
}

/** A response that ignores the offer to upgrade to something else, as clients that would rather speak HTTP/2 make it. */
export function ignoringUpgrade(request: IncomingMessage, socket: Duplex): ServerResponse {
  // Nobody else listens, and a reset would end the process; nobody else reads, and the client's leaving would go unseen.
  socket
    .on("error", () => {})
    .on("end", () => socket.end())
    .resume();
  return rawResponse(request, socket);
}
