import type { CommandErrorCode, CommandResult } from "../bridge/command.ts";
import { plain } from "./primordials.ts";

const MESSAGES: Readonly<Record<CommandErrorCode, string>> = plain({
  UNKNOWN_DOCUMENT: "There is no such document.",
  UNKNOWN_LINK: "There is no such connection in this document, or it is long over.",
  UNKNOWN_CLIENT: "There is no such client in this document.",
  GONE: "It is not there any more.",
  NOT_OPEN: "The connection is not open.",
  BAD_COMMAND: "The command makes no sense.",
  FAILED: "It could not be done.",
});

/** The answer to a command that is not carried out. */
export function refused(code: CommandErrorCode): CommandResult {
  return { ok: false, code, message: MESSAGES[code] };
}
