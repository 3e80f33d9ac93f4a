import { type Client, LeanClient } from "./client.ts";
import type { ConnectionOptions } from "./connection.ts";

/** What `connect` takes: a `transport`, and whatever else the application wants to have. */
export interface ConnectOptions extends ConnectionOptions {
  /** False waits for `client.connect()` or for the first namespace. Default true. */
  readonly autoConnect?: boolean | undefined;
}

/** Connects to a server with exactly the parts handed over. Throws for an address that is none. */
export function connect(url: string | URL, options: ConnectOptions): Client {
  const client = new LeanClient(url, options);
  return options.autoConnect === false ? client : client.connect();
}
