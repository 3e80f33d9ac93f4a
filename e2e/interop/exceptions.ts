import type { Wire } from "./peers/peer.ts";
import type { Cast } from "./stage.ts";

/** A scenario that some peers cannot play, and why. Of peers, wire and scenario, each that is named must match. */
export interface Exception {
  readonly scenario: string;
  readonly client?: readonly string[];
  readonly server?: readonly string[];
  readonly wire?: Wire;
  readonly reason: string;
}

/** The whole list of what is not played; a test keeps it free of entries that no longer apply. */
export const exceptions: readonly Exception[] = [
  {
    scenario: "carries the client's views into the middle of a buffer",
    client: ["client 2.5"],
    reason: "takes only Buffer and ArrayBuffer for binaries",
  },
  {
    scenario: "carries the server's views into the middle of a buffer",
    server: ["server 2.5"],
    reason: "takes only Buffer and ArrayBuffer for binaries",
  },
  {
    scenario: "times out the client's wait for an ack",
    client: ["client 2.5", "client 3.1"],
    reason: "timeout() came with the client's 4.4",
  },
  {
    scenario: "times out the server's wait for an ack",
    server: ["server 2.5", "server 3.1"],
    reason: "timeout() came with the server's 4.4",
  },
  {
    scenario: "resolves the client's emitWithAck",
    client: ["client 2.5", "client 3.1"],
    reason: "emitWithAck() came with the client's 4.6",
  },
  {
    scenario: "resolves the server's emitWithAck",
    server: ["server 2.5", "server 3.1"],
    reason: "emitWithAck() came with the server's 4.6",
  },
  {
    scenario: "refuses by middleware with message and data at once",
    wire: 2,
    reason: "a refusal of Socket.IO protocol 4 carries the data or else the message",
  },
  {
    scenario: "lets a middleware through by what the client authenticates with",
    wire: 2,
    reason: "CONNECT of Socket.IO protocol 4 carries no payload",
  },
  {
    scenario: "leaves out the rooms named in except",
    server: ["server 2.5", "server 3.1"],
    reason: "except() came with the server's 4.0",
  },
  {
    scenario: "hears the last words of a client that leaves",
    server: ["server 2.5", "server 3.1", "server 4.8"],
    reason: "dispatches events a tick later and drops those of a socket that is gone by then",
  },
];

/** Whether the entry speaks of this scenario with this cast. */
export function applies(exception: Exception, scenario: string, { client, server }: Cast): boolean {
  return (
    exception.scenario === scenario &&
    (exception.client?.includes(client.name) ?? true) &&
    (exception.server?.includes(server.name) ?? true) &&
    (exception.wire === undefined || exception.wire === client.wire)
  );
}

/** Why this cast does not play the scenario, if so. */
export function exceptionFor(scenario: string, cast: Cast): string | undefined {
  return exceptions.find((exception) => applies(exception, scenario, cast))?.reason;
}
