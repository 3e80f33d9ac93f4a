/** The cookie that names a session, under the option names of the `cookie` package. */
export interface CookieOptions {
  /** Default "io". */
  readonly name?: string | undefined;
  /** Default "/". */
  readonly path?: string | false | undefined;
  readonly domain?: string | undefined;
  /** Seconds. */
  readonly maxAge?: number | undefined;
  readonly expires?: Date | undefined;
  /** Default true. */
  readonly httpOnly?: boolean | undefined;
  readonly secure?: boolean | undefined;
  readonly partitioned?: boolean | undefined;
  /** Default "lax". */
  readonly sameSite?: boolean | "lax" | "strict" | "none" | undefined;
}

/** The value of a Set-Cookie header (RFC 6265, section 4.1). */
export function sessionCookie(options: CookieOptions, sid: string): string {
  const { name = "io", path = "/", httpOnly = path !== false, sameSite = "lax" } = options;
  const parts = [`${name}=${encodeURIComponent(sid)}`];
  if (options.maxAge !== undefined) parts.push(`Max-Age=${Math.floor(options.maxAge)}`);
  if (options.domain !== undefined) parts.push(`Domain=${options.domain}`);
  if (path !== false) parts.push(`Path=${path}`);
  if (options.expires !== undefined) parts.push(`Expires=${options.expires.toUTCString()}`);
  if (httpOnly) parts.push("HttpOnly");
  if (options.secure) parts.push("Secure");
  if (options.partitioned) parts.push("Partitioned");
  if (sameSite !== false) parts.push(`SameSite=${sameSite === true ? "Strict" : capitalized(sameSite)}`);
  return parts.join("; ");
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
