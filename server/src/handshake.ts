import type { IncomingHttpHeaders } from "node:http";
import { parse, type ParsedUrlQuery } from "node:querystring";
import type { Session } from "./engine/session.ts";
import type { Untyped } from "./typed-events.ts";

/** What a socket tells of the request that opened its connection, and of how it joined its namespace. */
export interface Handshake {
  readonly headers: IncomingHttpHeaders;
  /** When the request came, readable. */
  readonly time: string;
  /** The peer's address as this process sees it: the proxy's, behind one. */
  readonly address: string;
  /** Whether the request named an Origin. */
  readonly xdomain: boolean;
  /** Whether the connection was encrypted up to this process. */
  readonly secure: boolean;
  /** When the request came, in milliseconds of the epoch. */
  readonly issued: number;
  readonly url: string;
  /** The request's query; for a client of the V2 era with its namespace's query on top. */
  readonly query: ParsedUrlQuery;
  /** What the client sent along to join: claims, until a middleware has checked them. */
  readonly auth: Record<string, Untyped>;
}

/** The handshake of a socket whose client joined with `auth`. */
export function handshake(session: Session, auth: Readonly<Record<string, unknown>>): Handshake {
  const { headers, url, address, secure, xdomain, issued } = session.snapshot;
  const query = queryOf(url);
  if (session.protocol === 3) Object.assign(query, auth);
  return { headers, time: new Date(issued).toString(), address, xdomain, secure, issued, url, query, auth };
}

/** The query behind a path, read into a record without a prototype. */
export function queryOf(url: string): ParsedUrlQuery {
  const mark = url.indexOf("?");
  return parse(mark < 0 ? "" : url.slice(mark + 1));
}
