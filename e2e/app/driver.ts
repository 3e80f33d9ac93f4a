import type { fallback, Io, IoOptions, polling, Socket, upgrade, webSocket } from "@upwire/sdk";
import type { eio3 } from "@upwire/sdk/eio3";
import { type Entry, Journal } from "./journal.ts";
import { packed, unpacked } from "./portable.ts";

/** What a driver needs of the SDK; the script tag's bundle has `io` alone. */
export interface Sdk {
  readonly io: Io;
  readonly transports?: {
    readonly polling: typeof polling;
    readonly webSocket: typeof webSocket;
    readonly upgrade: typeof upgrade;
    readonly fallback: typeof fallback;
  };
  readonly eio3?: typeof eio3;
  /** The address of the file that it has been bundled into. */
  readonly file?: string;
}

/** A transport as JSON can name it; the combinators are of polling and WebSocket, each with its time limit. */
export type NamedTransport = "polling" | "websocket" | { readonly upgradeWithin: number } | "fallback";

/** Options of `io()` as JSON can say them. */
export interface LinkOptions extends Omit<IoOptions, "transports" | "auth" | "protocol"> {
  readonly transports?: readonly NamedTransport[];
  readonly auth?: object;
  readonly protocol?: "eio3";
}

/** How an acknowledgement ended. */
export type Answer = { readonly value: unknown } | { readonly code: unknown; readonly message: string };

/** How an event is to be emitted. */
export interface EmitOptions {
  readonly timeout?: number;
  readonly volatile?: boolean;
}

interface Link {
  readonly socket: Socket;
  readonly journal: Journal;
}

/** The SDK in whatever realm it runs, by commands whose arguments and results are JSON; links are known by number. */
export class Driver {
  readonly #sdk: Sdk;
  readonly #links: Link[] = [];

  constructor(sdk: Sdk) {
    this.#sdk = sdk;
  }

  /** Where this runs. */
  realm(): { readonly scope: string; readonly window: boolean; readonly document: boolean } {
    const scope = Object.prototype.toString.call(globalThis).slice("[object ".length, -1);
    return { scope, window: "window" in globalThis, document: "document" in globalThis };
  }

  /** The file that the SDK was loaded from, where it is bundled. */
  file(): string | undefined {
    return this.#sdk.file;
  }

  connect(url: string, options: LinkOptions): number {
    const { transports, protocol, ...others } = options;
    const chosen = transports?.map((transport) => this.#transport(transport));
    const generation = protocol && this.#sdk.eio3;
    return this.#watch(this.#sdk.io(url, { ...others, transports: chosen, protocol: generation }));
  }

  /** Another namespace on the same link. */
  join(link: number, nsp: string, auth?: object): number {
    return this.#watch(this.#link(link).socket.io.socket(nsp, { auth }));
  }

  /** Waits until something has happened for the so-many-th time, and tells its detail. */
  saw(link: number, name: string, number: number): Promise<unknown> {
    return this.#link(link).journal.nth(name, number);
  }

  entries(link: number): readonly Entry[] {
    return this.#link(link).journal.entries;
  }

  transport(link: number): string | undefined {
    return this.#link(link).socket.io.engine?.transport.name;
  }

  emit(link: number, data: readonly unknown[], { volatile }: EmitOptions = {}): void {
    const { socket } = this.#link(link);
    const [name, ...values] = data;
    (volatile ? socket.volatile : socket).emit(String(name), ...values.map(unpacked));
  }

  /** Emits numbers from `first` to `last`, one event each, in one turn. */
  emitNumbers(link: number, name: string, first: number, last: number): void {
    const { socket } = this.#link(link);
    for (let number = first; number <= last; number++) socket.emit(name, number);
  }

  async ask(link: number, data: readonly unknown[], { timeout }: EmitOptions = {}): Promise<Answer> {
    const { socket } = this.#link(link);
    const [name, ...values] = data;
    try {
      const asking = timeout === undefined ? socket : socket.timeout(timeout);
      return { value: packed(await asking.emitWithAck(String(name), ...values.map(unpacked))) };
    } catch (error) {
      return explained(error);
    }
  }

  setAuth(link: number, auth: object): void {
    this.#link(link).socket.auth = auth;
  }

  reconnect(link: number): void {
    this.#link(link).socket.connect();
  }

  disconnect(link: number): void {
    this.#link(link).socket.disconnect();
  }

  /** Ends every link. */
  end(): void {
    for (const { socket } of this.#links) socket.io.close();
  }

  #link(number: number): Link {
    const link = this.#links[number];
    if (!link) throw new Error(`there is no link ${number}`);
    return link;
  }

  #transport(transport: NamedTransport): NonNullable<IoOptions["transports"]>[number] {
    if (typeof transport === "string" && transport !== "fallback") return transport;
    const { transports } = this.#sdk;
    if (!transports) throw new Error("this page has no combinators");
    const { polling, webSocket, upgrade, fallback } = transports;
    return transport === "fallback"
      ? fallback(webSocket(), polling())
      : upgrade(polling(), webSocket(), { timeout: transport.upgradeWithin });
  }

  #watch(socket: Socket): number {
    const journal = new Journal();
    socket.on("connect", () => journal.add("connect", { id: socket.id, transport: socket.io.engine?.transport.name }));
    socket.on("connect_error", (error) => journal.add("connect_error", explained(error)));
    socket.on("disconnect", (reason) => journal.add("disconnect", reason));
    socket.onAny((name: string, ...values: readonly unknown[]) => journal.add(`event ${name}`, packed(values)));
    socket.on("question", (value: unknown, reply: (answer: unknown) => void) => reply(value));
    socket.io.on("lost", ({ code, data }) => journal.add("lost", { code, data: packed(data) }));
    socket.io.inspect((event) => {
      if (event.kind === "open") journal.add("open", event.transport);
      if (event.kind === "upgrade") journal.add(`upgrade ${event.step}`, event.reason);
      if (event.kind === "fallback") journal.add("fallback", event.reason);
      if (event.kind === "state") journal.add(`state ${event.state}`, { attempt: event.attempt, delay: event.delay });
    });
    return this.#links.push({ socket, journal }) - 1;
  }
}

function explained(error: unknown): { readonly code: unknown; readonly message: string; readonly data?: unknown } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  return {
    code: "code" in error ? error.code : undefined,
    message: error.message,
    ...("data" in error ? { data: error.data } : {}),
  };
}
