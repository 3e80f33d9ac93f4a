/** Why a recording cannot be read or written. */
export type RecordingErrorCode =
  /** The file is larger than the limit, as it is or decompressed. */
  | "TOO_LARGE"
  | "TOO_MANY_RECORDS"
  /** It is no recording and no HAR file. */
  | "UNKNOWN_FORMAT"
  /** A recording of a later version than this. */
  | "UNKNOWN_VERSION"
  /** The compressed data is broken or ends early. */
  | "CORRUPT"
  /** A line is no record; the message names its number. */
  | "BAD_LINE"
  | "ABORTED";

/** The only error that reading and writing recordings throws. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  readonly code: RecordingErrorCode;

  constructor(code: RecordingErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
