/** What reading a recording may take; each bounds what a hostile file can make us hold or do. */
export interface RecordingLimits {
  /** Bytes of the file. Default 256 MiB. */
  readonly maxFile: number;
  /** Bytes after decompression. Default 512 MiB. */
  readonly maxDecompressed: number;
  /** Characters of one line. Default 32 Mi. */
  readonly maxLine: number;
  /** Records. Default 1 000 000. */
  readonly maxRecords: number;
}

/** The limits where nothing else is said. */
export const RECORDING_LIMITS: RecordingLimits = {
  maxFile: 268_435_456,
  maxDecompressed: 536_870_912,
  maxLine: 33_554_432,
  maxRecords: 1_000_000,
};
