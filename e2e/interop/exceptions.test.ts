import { describe, expect, it } from "vitest";
import { applies, exceptions } from "./exceptions.ts";
import { officialClient2, officialClient3, officialClient4 } from "./peers/official-clients.ts";
import { officialServer2, officialServer3, officialServer4 } from "./peers/official-servers.ts";
import { upwireClient, upwireClientEio3 } from "./peers/upwire-client.ts";
import { upwireServer } from "./peers/upwire-server.ts";
import { all } from "./scenarios/all.ts";

const officialCasts = [
  { client: officialClient2, server: officialServer2 },
  { client: officialClient3, server: officialServer3 },
  { client: officialClient4, server: officialServer4 },
];
const ours = { client: upwireClient, server: upwireServer };
const oursOfV2 = { client: upwireClientEio3, server: upwireServer };

describe("the table of exceptions", () => {
  it.each(exceptions)("speaks of scenarios and peers that exist: $scenario", (exception) => {
    expect(all.map(({ name }) => name)).toContain(exception.scenario);
    expect(officialCasts.some((cast) => applies(exception, exception.scenario, { ...cast, way: "polling" }))).toBe(
      true,
    );
  });

  it("excuses our own peers from nothing", () => {
    expect(
      exceptions.filter((exception) => applies(exception, exception.scenario, { ...ours, way: "polling" })),
    ).toEqual([]);
  });

  it("excuses our own peers over the V2 era's wire only from what that wire cannot carry", () => {
    const excused = exceptions.filter((exception) =>
      applies(exception, exception.scenario, { ...oursOfV2, way: "polling" }),
    );
    expect(excused.every(({ wire }) => wire === 2)).toBe(true);
  });

  it("holds scenarios of distinct names", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
});
