/** The part of HAR 1.2 that is written, with the fields that browsers add for WebSockets. */
export interface Har {
  readonly log: {
    readonly version: "1.2";
    readonly creator: { readonly name: string; readonly version: string };
    readonly pages: readonly HarPage[];
    readonly entries: readonly HarEntry[];
  };
}

/** A document. */
export interface HarPage {
  readonly startedDateTime: string;
  readonly id: string;
  readonly title: string;
  readonly pageTimings: Readonly<Record<string, never>>;
}

/** A name with its value, as headers and parameters are listed. */
export interface HarPair {
  readonly name: string;
  readonly value: string;
}

/** A message of a WebSocket, as Chromium writes it; `time` is in seconds since the epoch, `data` base64 for opcode 2. */
export interface HarMessage {
  readonly type: "send" | "receive";
  readonly time: number;
  readonly opcode: 1 | 2;
  readonly data: string;
  /** The size of the whole in bytes, where `data` is its beginning only. */
  readonly _cut?: number;
}

/** A body; `_cut` as in messages. */
export interface HarText {
  readonly text: string;
  readonly encoding?: "base64";
  readonly _cut?: number;
}

/** A request with its answer, or a WebSocket with its messages. */
export interface HarEntry {
  readonly pageref: string;
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly httpVersion: string;
    readonly headers: readonly HarPair[];
    readonly cookies: readonly HarPair[];
    readonly queryString: readonly HarPair[];
    readonly headersSize: -1;
    readonly bodySize: number;
    readonly postData?: { readonly mimeType: string } & HarText;
  };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: string;
    readonly headers: readonly HarPair[];
    readonly cookies: readonly HarPair[];
    readonly content: { readonly size: number; readonly mimeType: string } & Partial<HarText>;
    readonly redirectURL: "";
    readonly headersSize: -1;
    readonly bodySize: number;
  };
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number };
  readonly _resourceType: "websocket" | "fetch";
  readonly _webSocketMessages?: readonly HarMessage[];
  /** How the link ended, which HAR has no place for. */
  readonly _end?: HarEnd;
}

/** How a link ended; `at` is in milliseconds since the epoch. */
export interface HarEnd {
  readonly at: number;
  readonly code?: number;
  readonly reason?: string;
  readonly status?: number;
  readonly error?: string;
}
