import type { Feature, Stage } from "../feature.ts";
import type { Namespace } from "../namespace.ts";
import { isOffset } from "./offset.ts";

/**
 * Asks the server to go on with the session of before a short loss of the link, with the events missed meanwhile
 * (connection state recovery of Socket.IO 4.6). `socket.recovered` says whether it did.
 */
export function recovery(): Feature {
  return (namespace) => new Recovery(namespace);
}

class Recovery implements Stage {
  readonly #namespace: Namespace;
  /** The secret name of the session to go on with. */
  #pid: string | undefined;
  #offset: string | undefined;

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
  }

  joining(payload: Parameters<NonNullable<Stage["joining"]>>[0]): ReturnType<NonNullable<Stage["joining"]>> {
    return this.#pid === undefined ? payload : { pid: this.#pid, offset: this.#offset, ...payload };
  }

  joined({ pid }: Parameters<NonNullable<Stage["joined"]>>[0]): void {
    this.#namespace.recovered = pid !== undefined && pid === this.#pid;
    if (!this.#namespace.recovered) this.#offset = undefined;
    this.#pid = typeof pid === "string" ? pid : undefined;
  }

  event({ id, data }: Parameters<NonNullable<Stage["event"]>>[0]): void {
    // Servers put no offset behind an event that they want acknowledged.
    if (this.#pid === undefined || id !== undefined || !Array.isArray(data)) return;
    const last: unknown = data.at(-1);
    if (typeof last === "string" && data.length > 1 && isOffset(last, this.#offset)) this.#offset = last;
  }
}
