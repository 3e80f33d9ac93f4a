import { effect } from "@preact/signals";
import type { FaultPlan } from "../../../bridge/command.ts";
import type { PanelContext } from "../frame/panel-context.ts";

/** Hands the fault plan to every document, and to those that are loaded later; returns how to stop. */
export function followFaults({ model, source, view, ticks }: PanelContext): () => void {
  const told = new Map<string, FaultPlan | undefined>();
  return effect(() => {
    void ticks.value;
    const plan = view.faults.value;
    for (const { id, left } of model.documents) {
      if (left || told.get(id) === plan) continue;
      told.set(id, plan);
      void source.send(id, { do: "faults", plan }).then((result) => {
        if (!result.ok) view.announcement.value = `Faults could not be simulated: ${result.message}`;
      });
    }
  });
}
