import { describe, it } from "vitest";
import { exceptionFor } from "./exceptions.ts";
import type { ClientPeer, ServerPeer, Way } from "./peers/peer.ts";
import type { Scenario } from "./stage.ts";

/** Far more than any scenario takes, far less than a suite may: a scenario that hangs says so soon. */
const TIMEOUT = 15_000;

const WAYS: readonly Way[] = ["polling", "websocket", "upgrade"];

/** Declares one test for each scenario and way of this pair of peers. */
export function play(
  client: ClientPeer,
  server: ServerPeer,
  scenarios: readonly Scenario[],
  ways: readonly Way[] = WAYS,
): void {
  describe.each(ways)(`${client.name} and ${server.name} over %s`, (way) => {
    const cast = { client, server, way };
    for (const scenario of scenarios) {
      it(scenario.name, { timeout: TIMEOUT }, async (context) => {
        const reason = exceptionFor(scenario.name, cast);
        if (reason !== undefined) context.skip(reason);
        await scenario.run(cast);
      });
    }
  });
}
