import { RecordingError } from "./recording-error.ts";

/** The version that is written; readers take this and older ones. */
export const RECORDING_VERSION = 1;

/** The first line of a recording. */
export interface RecordingHeader {
  readonly format: "upwire-recording";
  readonly version: number;
  /** When it was written (ISO 8601). */
  readonly created: string;
  readonly redacted: boolean;
}

/** A header for a recording made now. */
export function recordingHeader(now: Date, redacted: boolean): RecordingHeader {
  return { format: "upwire-recording", version: RECORDING_VERSION, created: now.toISOString(), redacted };
}

/** Reads the first line. Throws `UNKNOWN_FORMAT` and `UNKNOWN_VERSION`. */
export function readHeader(line: string): RecordingHeader {
  const value = parsed(line);
  if (typeof value !== "object" || value === null || !("format" in value) || value.format !== "upwire-recording") {
    throw new RecordingError("UNKNOWN_FORMAT", "The file is no recording of this panel.");
  }
  const version = "version" in value ? value.version : undefined;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > RECORDING_VERSION) {
    const known = `this panel reads versions up to ${RECORDING_VERSION}`;
    throw new RecordingError("UNKNOWN_VERSION", `The recording has version ${String(version).slice(0, 40)}; ${known}.`);
  }
  const created = "created" in value && typeof value.created === "string" ? value.created.slice(0, 40) : "";
  const redacted = "redacted" in value && value.redacted === true;
  return { format: "upwire-recording", version, created, redacted };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new RecordingError("UNKNOWN_FORMAT", "The file is no recording of this panel.", cause);
  }
}
