import { readHead } from "../panel/store/packet-head.ts";
import { REDACTED, redactCutJson, redactJson, redactUrl, redactWords } from "./redact-text.ts";

/** The head of a Socket.IO packet, up to where its JSON starts. */
const HEAD = /^4(?:[0-6])(?:\d{1,6}-)?(?:\/[^,]{0,9300}(?:,|$))?\d{0,16}/;

/** One packet as text without secrets; `rename` gives the session id another name. */
export function redactPacket(packet: string, cut: boolean, rename: (sid: string) => string): string {
  if (packet.startsWith("0{")) return redactOpen(packet, rename);
  // Neither a message nor empty of them, such as the page that a proxy answers with.
  if (!packet.startsWith("4")) return redactWords(packet);
  const [head = "4"] = HEAD.exec(packet) ?? [];
  const json = packet.slice(head.length);
  if (readHead(packet, 1)?.socketType === 0) return redactNamespace(head, rename) + redactConnect(json, cut, rename);
  const start = redactNamespace(head, rename);
  if (!json) return start;
  return start + (cut ? redactCutJson(json) : (redactJson(json) ?? redactWords(json)));
}

function redactOpen(packet: string, rename: (sid: string) => string): string {
  return packet.replace(/"sid":"((?:[^"\\]|\\.)*)"/, (_match, sid: string) => `"sid":${JSON.stringify(rename(sid))}`);
}

/** Clients of Socket.IO 2 send a query behind the namespace. */
function redactNamespace(head: string, rename: (sid: string) => string): string {
  const query = head.indexOf("?");
  if (query < 0) return head;
  const end = head.indexOf(",", query) < 0 ? head.length : head.indexOf(",", query);
  return head.slice(0, query) + redactUrl(head.slice(query, end), rename) + head.slice(end);
}

/** All that a client says of itself; of the server's answer only the private id, and the public one where it is the session's. */
function redactConnect(json: string, cut: boolean, rename: (sid: string) => string): string {
  if (!json) return json;
  if (cut) return "";
  try {
    const value: unknown = JSON.parse(json, (key, inner: unknown) => {
      if (key === "sid" && typeof inner === "string") return rename(inner);
      return key === "" || (typeof inner === "object" && inner !== null) ? inner : REDACTED;
    });
    return JSON.stringify(value);
  } catch {
    return redactCutJson(json);
  }
}
