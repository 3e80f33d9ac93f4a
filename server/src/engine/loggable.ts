import { MAX_LOGGED_TEXT } from "../limits.ts";

/** The context of a refusal as a log may keep it: texts of the client's cut short, and no sid, which may be a living session's on another node. */
export function loggable(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) {
    if (name === "error") kept["err"] = value;
    else if (name !== "sid") kept[name] = typeof value === "string" ? value.slice(0, MAX_LOGGED_TEXT) : value;
  }
  return kept;
}
