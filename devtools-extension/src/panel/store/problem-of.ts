import { ProtocolError } from "@upwire/protocol";
import type { Problem } from "./row.ts";

/** An error of the decoders as a row shows it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProtocolError) return { code: error.code, message: error.message };
  return { code: "UNREADABLE", message: error instanceof Error ? error.message : String(error) };
}
