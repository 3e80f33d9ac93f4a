import { append, indexOf, isInteger, slice, toNumber } from "./primordials.ts";

const SEPARATOR = "\x1e";

/** The packets of a polling body as they are written; undefined where the text is no such body. */
export function splitBody(body: string, protocol: 3 | 4): string[] | undefined {
  return protocol === 4 ? splitAtSeparators(body) : splitByLength(body);
}

/** Packets as one polling body. */
export function joinBody(packets: readonly string[], protocol: 3 | 4): string {
  let body = "";
  for (let index = 0; index < packets.length; index++) {
    const packet = packets[index] ?? "";
    if (protocol === 3) body += `${packet.length}:${packet}`;
    else body += (index > 0 ? SEPARATOR : "") + packet;
  }
  return body;
}

function splitAtSeparators(body: string): string[] {
  const packets: string[] = [];
  let start = 0;
  for (let end = indexOf(body, SEPARATOR); end >= 0; end = indexOf(body, SEPARATOR, start)) {
    append(packets, slice(body, start, end));
    start = end + 1;
  }
  append(packets, slice(body, start));
  return packets;
}

function splitByLength(body: string): string[] | undefined {
  const packets: string[] = [];
  for (let start = 0; start < body.length;) {
    const colon = indexOf(body, ":", start);
    const length = toNumber(slice(body, start, colon));
    start = colon + 1 + length;
    if (colon < 0 || !isInteger(length) || length < 1 || start > body.length) return undefined;
    append(packets, slice(body, colon + 1, start));
  }
  return packets;
}
