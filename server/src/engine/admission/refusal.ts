/** The error codes of Engine.IO, by what they mean; 0 is one of them, so test for `undefined` and never for falsehood. */
export const ErrorCode = {
  UNKNOWN_TRANSPORT: 0,
  UNKNOWN_SID: 1,
  BAD_HANDSHAKE_METHOD: 2,
  BAD_REQUEST: 3,
  FORBIDDEN: 4,
  UNSUPPORTED_PROTOCOL_VERSION: 5,
} as const;

/** One of the six error codes. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  0: "Transport unknown",
  1: "Session ID unknown",
  2: "Bad handshake method",
  3: "Bad request",
  4: "Forbidden",
  5: "Unsupported protocol version",
};

/** Why a request was not let in: what its client is told, and what `connection_error` reports. */
export class Refusal {
  readonly code: ErrorCode;
  readonly status: number;
  readonly message: string;
  /** Seconds until it is worth trying again, where that is known. */
  readonly retryAfter: number | undefined;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    context: Readonly<Record<string, unknown>>,
    answer: { readonly status?: number; readonly message?: string; readonly retryAfter?: number } = {},
  ) {
    this.code = code;
    this.context = context;
    this.status = answer.status ?? (code === ErrorCode.FORBIDDEN ? 403 : 400);
    this.message = answer.message ?? MESSAGES[code];
    this.retryAfter = answer.retryAfter;
  }

  /** The status of an answer to an upgrade request: Engine.IO knows only 400 here, and ours are those it has no word for. */
  get upgradeStatus(): number {
    const own = this.status >= 414 || this.context["name"] === "INVALID_ORIGIN";
    return own ? this.status : 400;
  }

  /** The body of an HTTP answer. */
  get body(): string {
    return JSON.stringify({ code: this.code, message: this.message });
  }
}
