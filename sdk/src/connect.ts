import type { Client } from "./client.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";

/** Connects to a server with exactly the parts handed over. Throws for an address that is none. */
export function connect(url: string | URL, options: ConnectionOptions): Client {
  return new Connection(url, options).connect();
}
