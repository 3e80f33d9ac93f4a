import { describe, expect, it } from "vitest";
import { complaints, examplesOf } from "./example.ts";

const root = await examplesOf("README.md");
const sdk = await examplesOf("sdk/README.md");
const server = await examplesOf("server/README.md");

const CLIENT = 'declare const client: import("@upwire/sdk").Client;';

describe("every example", () => {
  it("compiles with the strictest flags", async () => {
    const preludes = new Map([
      [root[2], "declare const draft: string, token: string; declare function show(text: unknown): void;"],
      [root[4], 'import { Server } from "@upwire/server";'],
      [sdk[0], "declare const draft: string; declare function show(text: string): void;"],
      [sdk[2], "declare const token: string;"],
      [
        sdk[3],
        `${CLIENT} declare const name: string, bytes: Uint8Array, x: number, y: number;
         declare function freshToken(): Promise<string>; declare function signIn(data: unknown): void;`,
      ],
      [sdk[4], CLIENT],
      [sdk[5], `${CLIENT} declare function banner(text: string): void;`],
      [sdk[6], CLIENT],
    ]);
    const examples = [...root, ...sdk, ...server].map((code) => ({ code, prelude: preludes.get(code) ?? "" }));
    expect(await complaints(examples)).toBe("");
  });

  it("has its test here", () => {
    expect([root.length, sdk.length, server.length]).toEqual([5, 8, 3]);
  });
});
