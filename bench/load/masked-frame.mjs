import { randomBytes } from "node:crypto";

/**
 * A WebSocket frame as clients send it (RFC 6455, 5.2). The mask is a real one: servers skip the work on a mask of zeros.
 * @param {string | Uint8Array} message
 */
export function maskedFrame(message) {
  const body = Buffer.from(message);
  const mask = randomBytes(4).map((byte) => byte | 1);
  const head = Buffer.alloc(body.length < 126 ? 2 : 4);
  head[0] = 0x80 | (typeof message === "string" ? 1 : 2);
  if (body.length < 126) {
    head[1] = 0x80 | body.length;
  } else {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, mask, body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}
