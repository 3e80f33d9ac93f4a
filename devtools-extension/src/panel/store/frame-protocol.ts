import type { Row } from "./row.ts";

/** The generation of Engine.IO in whose form the frame of a row is: clients in workers relay theirs in that of 4, whatever they speak. */
export function frameProtocol({ connection, link }: Pick<Row, "connection" | "link">): 3 | 4 {
  return connection && link !== undefined ? connection.protocol : 4;
}
