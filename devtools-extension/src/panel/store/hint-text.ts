import type { Hint, HintCode } from "./hint.ts";

/** The words of a hint. */
export type HintText = Pick<Hint, "severity" | "title" | "explanation" | "advice">;

/** What each situation means and what to do about it. */
export const HINT_TEXT: Readonly<Record<HintCode, HintText>> = {
  STUCK_ON_POLLING: {
    severity: "warning",
    title: "The connection stays on long-polling",
    explanation: "The session works, but has not moved to WebSocket, so every message costs an HTTP request.",
    advice:
      "Let proxies and load balancers pass the Upgrade and Connection headers, check the content security policy (connect-src ws: wss:), and look at the upgrade diagram for the step that failed.",
  },
  CORS_REFUSED: {
    severity: "error",
    title: "The browser may have refused the request (CORS)",
    explanation:
      "A request to another origin ended without an answer that the page may read. Browsers report a missing CORS header and an unreachable server alike.",
    advice:
      "Name the page's origin in the server's cors option, with credentials if the client sends them (then no wildcard), and check that the server is reachable at that address.",
  },
  UNKNOWN_SESSION: {
    severity: "error",
    title: "The server does not know the session",
    explanation:
      "A request was answered “Session ID unknown”: it reached another process than the one that opened the session, or the server has restarted or given the session up.",
    advice:
      "With several server processes, switch on sticky sessions at the load balancer, or connect by WebSocket only. After a restart the client reconnects by itself.",
  },
  TOO_LARGE: {
    severity: "error",
    title: "A message is larger than the server takes",
    explanation: "A message exceeded the server's limit, which closes the connection.",
    advice:
      "Send less at once, or send large data over HTTP; otherwise raise maxPayload (maxHttpBufferSize) on the server.",
  },
  EVENT_FLOOD: {
    severity: "warning",
    title: "Very many messages a second",
    explanation: "So many messages keep the page's handlers busy and delay its heartbeats.",
    advice: "Gather updates into one event, send the newest state only, or use volatile events for what may be lost.",
  },
  MISSED_HEARTBEATS: {
    severity: "warning",
    title: "Heartbeats came late or not at all",
    explanation: "A ping was not there when due: the network is interrupted, or one side was too busy or asleep.",
    advice:
      "Look for long tasks in the page and in the server's event loop; browsers slow the timers of hidden tabs. A larger pingTimeout gives more room.",
  },
  RECONNECT_LOOP: {
    severity: "error",
    title: "The client reconnects again and again",
    explanation: "The connection is lost or refused repeatedly within a short time.",
    advice:
      "Look at the reasons in the reconnect timeline: the server may refuse or close every session, or a proxy may cut idle ones.",
  },
  DROPPED_FRAMES: {
    severity: "info",
    title: "Some records are missing here",
    explanation: "More happened than could be kept or handed over. The page itself is not affected.",
    advice: "Open the panel before the traffic starts, or record less at once.",
  },
  WRONG_PATH: {
    severity: "error",
    title: "There is no server at this path",
    explanation: "The request was answered 404 Not Found.",
    advice:
      "Use the same path on both sides (/socket.io/ unless set otherwise), and check that the proxy passes it on.",
  },
  VERSION_MISMATCH: {
    severity: "error",
    title: "Client and server speak different generations",
    explanation: "One side speaks Engine.IO 3 (Socket.IO 1 and 2), the other Engine.IO 4 (Socket.IO 3 and 4).",
    advice: "Use a client of the server's generation, or let the server accept both (allowEIO3).",
  },
  MIXED_CONTENT: {
    severity: "error",
    title: "A secure page asks for an insecure connection",
    explanation: "Browsers refuse http: and ws: connections from https: pages.",
    advice: "Serve the endpoint over TLS and use https: or wss: in the client's address.",
  },
  FORBIDDEN: {
    severity: "error",
    title: "The server refused the session",
    explanation:
      "A request was answered 401 or 403: the server's check of the request said no, or a proxy wants credentials.",
    advice: "Check cookies, headers and the origin that the client sends, and what allowRequest does on the server.",
  },
  WEBSOCKET_REFUSED: {
    severity: "error",
    title: "A WebSocket could not be opened",
    explanation: "The WebSocket closed before it was open; browsers do not tell pages why.",
    advice:
      "Check that a server runs at this address and path, that it accepts the page's origin, and that proxies and the content security policy (connect-src) let WebSockets pass. The browser's console may say more.",
  },
  NAMESPACE_REFUSED: {
    severity: "warning",
    title: "The server refused a namespace",
    explanation: "CONNECT was answered with an error: the namespace does not exist, or its middleware said no.",
    advice: "Check the name of the namespace, and the auth payload that the middleware expects.",
  },
  UNREADABLE_PACKETS: {
    severity: "warning",
    title: "Some packets cannot be read",
    explanation:
      "A frame is no packet of the protocol, so that the peer closes the connection, or both sides use a custom parser.",
    advice: "Look at the reason in the packet's detail; a custom parser must be the same on both sides.",
  },
  FAULTS_ACTIVE: {
    severity: "info",
    title: "Simulated faults change the traffic",
    explanation: "Frames were dropped, delayed, duplicated or injected by this panel.",
    advice: "Switch the faults off to see the connection as it is.",
  },
};
