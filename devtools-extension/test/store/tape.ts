import type { Direction } from "@upwire/protocol";
import type { Batch, DocumentInfo, FaultMark, FrameBody, LinkTransport, TapRecord } from "../../src/bridge/record.ts";
import { Store, type StoreOptions } from "../../src/panel/store/store.ts";

type Untold<Record> = Record extends unknown ? Omit<Record, "seq" | "at"> : never;

/** The handshake of the current server. */
export const HANDSHAKE = {
  sid: "lv_VI97HAXpY6yYWAAAC",
  upgrades: ["websocket"],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000,
};

/** Text or bytes as the tap records them. */
export function body(data: string | Uint8Array, cutTo?: number): FrameBody {
  if (typeof data === "string") {
    const size = new TextEncoder().encode(data).length;
    return cutTo === undefined ? { text: data, size } : { text: data.slice(0, cutTo), size, cut: true };
  }
  const kept = cutTo === undefined ? data : data.subarray(0, cutTo);
  const base64 = btoa(String.fromCharCode(...kept));
  return cutTo === undefined ? { base64, size: data.length } : { base64, size: data.length, cut: true };
}

/** Writes what the tap of one document would, with a clock that each call moves. */
export class Tape {
  readonly store: Store;
  readonly document: DocumentInfo;
  seq = 0;
  at: number;
  #link = 0;

  constructor(store: Store | StoreOptions = {}, document: Partial<DocumentInfo> = {}, at = 1_000_000) {
    this.store = store instanceof Store ? store : new Store(store);
    this.document = { id: "document-1", frame: 0, url: "https://page.example/", ...document };
    this.at = at;
  }

  /** One record, `after` milliseconds after the one before. */
  record(record: Untold<TapRecord>, after = 1): TapRecord {
    this.at += after;
    return { ...record, seq: ++this.seq, at: this.at };
  }

  /** Hands records to the store. */
  play(...records: readonly TapRecord[]): void {
    const batch: Batch = { document: this.document, records };
    this.store.add(batch);
  }

  /** Adds one record. */
  add(record: Untold<TapRecord>, after?: number): void {
    this.play(this.record(record, after));
  }

  link(transport: LinkTransport, url: string, method?: string): number {
    const link = ++this.#link;
    this.add({ kind: "link", link, transport, url, ...(method ? { method } : {}) });
    return link;
  }

  frame(
    link: number,
    direction: Direction,
    data: string | Uint8Array | FrameBody,
    options: { fault?: FaultMark; after?: number } = {},
  ): void {
    const { fault, after } = options;
    const whole = typeof data === "string" || data instanceof Uint8Array ? body(data) : data;
    this.add({ kind: "frame", link, direction, body: whole, ...(fault ? { fault } : {}) }, after);
  }

  /** A whole GET with its answer. */
  poll(url: string, answer: string | Uint8Array | FrameBody): number {
    const link = this.link("polling", url, "GET");
    this.add({ kind: "link open", link, status: 200 });
    this.frame(link, "in", answer);
    this.add({ kind: "link end", link, status: 200 });
    return link;
  }

  /** A whole POST. */
  post(url: string, sent: string | Uint8Array): number {
    const link = this.link("polling", url, "POST");
    this.frame(link, "out", sent);
    this.add({ kind: "link open", link, status: 200 });
    this.frame(link, "in", "ok");
    this.add({ kind: "link end", link, status: 200 });
    return link;
  }

  /** A request that fails. */
  refuse(url: string, status: number, answer: string, method = "GET"): number {
    const link = this.link("polling", url, method);
    this.add({ kind: "link open", link, status });
    this.frame(link, "in", answer);
    this.add({ kind: "link end", link, status });
    return link;
  }

  /** A WebSocket that is open and has its handshake. */
  socket(url = "wss://server.example/socket.io/?EIO=4&transport=websocket", handshake: object = HANDSHAKE): number {
    const link = this.link("websocket", url);
    this.add({ kind: "link open", link });
    this.frame(link, "in", `0${JSON.stringify({ ...handshake, upgrades: [] })}`);
    return link;
  }

  /** A session that moves from polling to WebSocket; answers the link of the WebSocket. */
  upgraded(protocol: 3 | 4 = 4, sid: string = HANDSHAKE.sid): number {
    const base = `//server.example/socket.io/?EIO=${protocol}&transport=`;
    const open = `0${JSON.stringify({ ...HANDSHAKE, sid })}`;
    this.poll(`https:${base}polling`, protocol === 4 ? open : `${open.length}:${open}2:40`);
    const link = this.link("websocket", `wss:${base}websocket&sid=${sid}`);
    this.add({ kind: "link open", link });
    this.frame(link, "out", "2probe");
    this.frame(link, "in", "3probe");
    this.poll(`https:${base}polling&sid=${sid}`, protocol === 4 ? "6" : "1:6");
    this.frame(link, "out", "5");
    return link;
  }
}
