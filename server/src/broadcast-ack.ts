import type { AckHandler } from "./pending-acks.ts";

/** The error of a broadcast that not everybody acknowledged; `responses` holds the answers that did come. */
export interface IncompleteBroadcastError extends Error {
  responses: unknown[];
}

/** Gathers the acknowledgements of a broadcast over all nodes. Calls `done` once, when everybody has answered, left or run out of time. */
export class BroadcastAck {
  /** Gone once it has been called. */
  #done: ((error: IncompleteBroadcastError | null, responses: unknown[]) => void) | undefined;
  #responses: unknown[] = [];
  readonly #timer: NodeJS.Timeout | undefined;
  #departed = 0;
  #servers = 0;
  #expectedServers = -1;
  #expectedClients = 0;

  /** Without `timeout` it waits as long as there are clients that may still answer. */
  constructor(
    timeout: number | undefined,
    done: (error: IncompleteBroadcastError | null, responses: unknown[]) => void,
  ) {
    this.#done = done;
    if (timeout !== undefined) this.#timer = setTimeout(() => this.#finish("operation has timed out"), timeout);
  }

  /** Takes one client's answer; if it is abandoned instead, that client has left. */
  readonly answer: AckHandler = Object.assign(
    (response: unknown): void => {
      if (this.#done === undefined) return;
      this.#responses.push(response);
      this.#check();
    },
    {
      abandoned: (): void => {
        this.#departed++;
        this.#check();
      },
    },
  );

  /** Takes the number of receivers of one node. */
  readonly clientCount = (count: number): void => {
    this.#expectedClients += count;
    this.#servers++;
    this.#check();
  };

  /** Takes the number of nodes that report a count. */
  serverCount(count: number): void {
    this.#expectedServers = count;
    this.#check();
  }

  /** Gives up. */
  fail(why: string): void {
    this.#finish(why);
  }

  #check(): void {
    if (this.#servers !== this.#expectedServers || this.#responses.length + this.#departed < this.#expectedClients)
      return;
    this.#finish(
      this.#departed > 0
        ? `${this.#departed} of ${this.#expectedClients} clients left before they acknowledged`
        : undefined,
    );
  }

  #finish(problem: string | undefined): void {
    const done = this.#done;
    if (done === undefined) return;
    const responses = this.#responses;
    // A silent client's socket keeps `answer` for as long as it lives, and must not keep the others' answers with it.
    this.#done = undefined;
    this.#responses = [];
    clearTimeout(this.#timer);
    const error = problem === undefined ? null : Object.assign(new Error(problem), { responses });
    done(error, responses);
  }
}
