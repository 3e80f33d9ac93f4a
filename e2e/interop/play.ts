import { describe, it } from "vitest";
import { exceptionFor } from "./exceptions.ts";
import type { ClientPeer, ServerPeer, Way } from "./peers/peer.ts";
import type { Scenario } from "./stage.ts";

const WAYS: readonly Way[] = ["polling", "websocket", "upgrade"];

/** Declares one test for each scenario and way of this pair of peers. */
export function play(client: ClientPeer, server: ServerPeer, scenarios: readonly Scenario[], ways: readonly Way[] = WAYS): void {
  describe.each(ways)(`${client.name} and ${server.name} over %s`, (way) => {
    const cast = { client, server, way };
    for (const scenario of scenarios) {
      it(scenario.name, async (context) => {
        const reason = exceptionFor(scenario.name, cast);
        if (reason !== undefined) context.skip(reason);
        await scenario.run(cast);
      });
    }
  });
}
