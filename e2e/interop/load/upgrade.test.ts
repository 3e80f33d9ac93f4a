import { describe, expect, it } from "vitest";
import { officialClient4 } from "../peers/official-clients.ts";
import { officialServer4 } from "../peers/official-servers.ts";
import { upwireClient } from "../peers/upwire-client.ts";
import { upwireServer } from "../peers/upwire-server.ts";
import { converse } from "./conversation.ts";

const connections = 200;
const messages = 300;
const atOnce = 20;

describe(`${connections} connections that upgrade while ${messages} messages go each way`, () => {
  it.each([
    { client: upwireClient, server: upwireServer },
    { client: officialClient4, server: upwireServer },
    { client: upwireClient, server: officialServer4 },
  ])("lose, double and reorder none between $client.name and $server.name", async ({ client, server }) => {
    const outcome = await converse({ client, server, connections, messages, atOnce }, (link) => link.settled());
    expect(outcome).toEqual({
      faults: [],
      disconnections: [],
      transports: ["websocket"],
      arrived: 2 * connections * messages,
    });
  });
});
