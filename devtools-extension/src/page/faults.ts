import type { Direction } from "@upwire/protocol";
import type { FaultPlan } from "../bridge/command.ts";
import { imul } from "./primordials.ts";

type Random = () => number;

const NEVER: Random = () => 1;

/** The faults that are simulated in this document, and the luck that decides them. */
export class Faults {
  plan: FaultPlan | undefined;
  #luck: Readonly<Record<Direction, Random>> = { in: NEVER, out: NEVER };

  /** Starts a plan from its seed, or ends all faults. */
  set(plan: FaultPlan | undefined): void {
    this.plan = plan;
    // Each way has a generator of its own, so that one is not disturbed by how the two interleave.
    if (plan) this.#luck = { in: generator(plan.seed), out: generator(plan.seed ^ 0x5bd1_e995) };
  }

  /** The plan, if it acts that way. */
  acting(direction: Direction): FaultPlan | undefined {
    const { plan } = this;
    return plan && (plan.direction ?? direction) === direction ? plan : undefined;
  }

  /** Whether something of that chance happens. A chance of none uses up no luck. */
  happens(direction: Direction, chance: number | undefined): boolean {
    return !!chance && this.#luck[direction]() < chance;
  }

  /** A share of `most`. */
  share(direction: Direction, most: number | undefined): number {
    return most ? this.#luck[direction]() * most : 0;
  }
}

/** Numbers from 0 to below 1, the same ones for the same seed (Marsaglia's xorshift over a counter that is mixed first). */
function generator(seed: number): Random {
  let state = imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
