import type { Direction } from "@upwire/protocol";
import type { CommandResult } from "../bridge/command.ts";

/** A WebSocket frame or a polling body, as a command hands it over. */
export type RawFrame = string | Uint8Array<ArrayBuffer>;

/** What commands can do to the connection behind a link. */
export interface LinkControl {
  send(direction: Direction, frames: readonly RawFrame[]): CommandResult | Promise<CommandResult>;
  cut(): CommandResult;
}

/** It has been done. */
export const OK: CommandResult = { ok: true };

/** There is nothing to do it to any more. */
export const NOT_OPEN: CommandResult = { ok: false, code: "NOT_OPEN", message: "The connection is not open." };
