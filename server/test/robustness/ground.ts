import { afterAll, afterEach, beforeAll } from "vitest";
import { Child } from "./child.ts";
import { Target } from "./target.ts";
import type { VictimOptions } from "./victim-messages.ts";

/** A server to attack, and what must be left of the attack: by default that the server can tell of it. */
export interface GroundOptions extends VictimOptions {
  /**
   * "harmless": the input is legal, and nothing is reported. "unseen": `node:http` answers before we see it, or the
   * attacker leaves before there is anything to report.
   */
  readonly trace?: "recorded" | "harmless" | "unseen";
}

/** One process per test file, in which every test has a server of its own. */
export interface Ground {
  /** Starts a server. When the test is over, or starts another, the oracle judges this one. */
  serve(options?: GroundOptions): Promise<Target>;
}

/** Prepares the process, and has every test that uses it end with the oracle. */
export function hostileGround(): Ground {
  let child: Child | undefined;
  let current: { readonly target: Target; readonly trace: "recorded" | "harmless" | "unseen" } | undefined;

  const settle = async (): Promise<void> => {
    if (current === undefined) return;
    const { target, trace } = current;
    current = undefined;
    try {
      await target.judge(trace);
      await target.close();
    } catch (error) {
      // The next test gets a process that this one has not harmed.
      await child?.kill();
      throw error;
    }
  };

  beforeAll(async () => {
    child = await Child.start();
  }, 60_000);
  afterEach(settle);
  afterAll(async () => child?.kill());

  return {
    async serve({ trace = "recorded", ...options } = {}) {
      await settle();
      if (!child?.alive) child = await Child.start();
      const target = await Target.start(child, options);
      current = { target, trace };
      return target;
    },
  };
}
