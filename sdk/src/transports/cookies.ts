import type { Link } from "../transport.ts";

/** Adds the cookies of the session to a request. Browsers do so themselves and ignore this header; Node has no cookies of its own. */
export function sendCookies({ cookies }: Link, headers: Headers): void {
  if (cookies) headers.set("Cookie", [...cookies].map((cookie) => cookie.join("=")).join("; "));
}

/** Takes over the cookies that a response sets, for sticky load balancers. Browsers hide them from scripts. */
export function keepCookies(link: Link, headers: Headers): void {
  for (const cookie of headers.getSetCookie?.() ?? []) {
    const [pair = ""] = cookie.split(";");
    const equals = pair.indexOf("=");
    if (equals < 1) continue;
    link.cookies ??= new Map();
    link.cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
}
