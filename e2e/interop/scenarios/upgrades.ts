import { expect } from "vitest";
import { type Scenario, scenario } from "../stage.ts";

/** Which transport the link ends on. */
export const upgrades: readonly Scenario[] = [
  scenario("runs on the transport it was told to, by both sides' account", async (stage) => {
    const { link, client, server } = await stage.pair();
    const seen = stage.way === "websocket" ? "websocket" : "polling";
    if (stage.way !== "upgrade") expect(link.transport).toBe(seen);
    await link.settled();
    const end = stage.way === "polling" ? "polling" : "websocket";
    await client.request("sync");
    await server.request("sync");
    expect([link.transport, server.transport]).toEqual([end, end]);
  }),
];
