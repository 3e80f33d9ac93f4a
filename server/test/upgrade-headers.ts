/** What a request has that asks for a WebSocket (RFC 6455, section 1.2). */
export const UPGRADE_HEADERS: Readonly<Record<string, string>> = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** The same as it stands on the wire. */
export const UPGRADE_LINES: string = Object.entries(UPGRADE_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("");
