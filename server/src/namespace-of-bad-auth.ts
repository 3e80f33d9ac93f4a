import { ProtocolError } from "@upwire/protocol";

/** A CONNECT with its namespace, which has been found short enough before the data was read. */
const CONNECT = /0(\/[^,]*)?/y;

/** The namespace that a message asks to join with an `auth` that is no object or too deep; `undefined` for whatever else was refused. */
export function namespaceOfBadAuth(error: unknown, message: string | Buffer, offset: number): string | undefined {
  if (typeof message !== "string" || !(error instanceof ProtocolError)) return undefined;
  if (error.code !== "BAD_DATA" && error.code !== "TOO_DEEP") return undefined;
  CONNECT.lastIndex = offset;
  const found = CONNECT.exec(message);
  return found === null ? undefined : (found[1] ?? "/");
}
