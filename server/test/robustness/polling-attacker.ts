import { expect } from "vitest";
import type { Answer, Ask, RawHttp } from "./raw-http.ts";

const TEXT = { "Content-Type": "text/plain;charset=UTF-8" };

/** Where a polling session takes its connections from. */
interface Door {
  http(): RawHttp;
  ask(query: string, ask?: Ask): Promise<Answer>;
}

/** A polling session in literal bodies. */
export class PollingAttacker {
  readonly sid: string;
  /** The query of its requests. */
  readonly query: string;
  readonly #door: Door;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(door: Door, sid: string, query: string, headers: Readonly<Record<string, string>>) {
    this.#door = door;
    this.sid = sid;
    this.query = `${query}&transport=polling&sid=${sid}`;
    this.#headers = headers;
  }

  static async open(door: Door, query: string, headers: Readonly<Record<string, string>>): Promise<PollingAttacker> {
    const { status, body } = await door.ask(`${query}&transport=polling`, { headers });
    expect(status).toBe(200);
    return new PollingAttacker(door, sidOf(body), query, headers);
  }

  poll(headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#door.ask(this.query, { headers: { ...this.#headers, ...headers } });
  }

  post(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#door.ask(this.query, { method: "POST", headers: { ...TEXT, ...this.#headers, ...headers }, body });
  }

  /** Sends the head of a POST, and leaves its body to the caller. */
  beginPost(headers: Readonly<Record<string, string>>): RawHttp {
    const all = { ...TEXT, ...this.#headers, ...headers };
    return this.#door.http().send(`/socket.io/?${this.query}`, { method: "POST", headers: all });
  }

  /** Begins a poll, which hangs while the server has nothing to say. */
  beginPoll(): RawHttp {
    return this.#door.http().send(`/socket.io/?${this.query}`, { headers: this.#headers });
  }

  /** Joins a namespace. */
  async join(nsp = ""): Promise<void> {
    expect((await this.post(`40${nsp}`)).status).toBe(200);
    expect((await this.poll()).body).toMatch(/^40/);
  }

  /** Whether the session still does what it is for. */
  async works(): Promise<boolean> {
    const sent = await this.post('42["echo","still here"]');
    return sent.status === 200 && (await this.poll()).body === '42["echo","still here"]';
  }

  /** Says goodbye; a session that the server has ended does not know the sender any more. */
  async end(): Promise<void> {
    await this.post("1").catch(() => undefined);
  }
}

/** The sid of an open packet. */
export function sidOf(body: string): string {
  const sid = /"sid":"([\w-]{20})"/.exec(body)?.[1];
  if (sid === undefined) throw new Error(`no open packet: ${body}`);
  return sid;
}
