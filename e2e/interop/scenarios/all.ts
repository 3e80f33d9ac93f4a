import type { Scenario } from "../stage.ts";
import { acks } from "./acks.ts";
import { disconnects } from "./disconnects.ts";
import { heartbeats } from "./heartbeats.ts";
import { namespaces } from "./namespaces.ts";
import { reconnections } from "./reconnections.ts";
import { rooms } from "./rooms.ts";
import { upgrades } from "./upgrades.ts";
import { values } from "./values.ts";

/** Every scenario, for every pair of peers. */
export const all: readonly Scenario[] = [
  ...upgrades,
  ...values,
  ...acks,
  ...namespaces,
  ...rooms,
  ...disconnects,
  ...heartbeats,
  ...reconnections,
];
