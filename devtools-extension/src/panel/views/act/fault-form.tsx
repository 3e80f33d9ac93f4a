import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FaultPlan } from "../../../bridge/command.ts";
import { usePanel } from "../frame/panel-context.ts";
import { type FaultDraft, faultDraft, faultPlan } from "./fault-draft.ts";

/** Simulates faults on the connections of all documents, repeatable by the seed. */
export function FaultForm(): JSX.Element {
  const { view } = usePanel();
  const active = view.faults.value;
  const { state } = view.faultProgress.value;
  const [draft, setDraft] = useState<FaultDraft>(() => faultDraft(active));
  const set = (change: Partial<FaultDraft>): void => setDraft({ ...draft, ...change });
  const apply = (plan: FaultPlan | undefined): void => {
    view.faults.value = plan;
  };
  return (
    <form
      class="form faults"
      aria-label="Simulate faults"
      onSubmit={(event) => {
        event.preventDefault();
        apply(faultPlan(draft));
      }}
    >
      <h3>Simulate faults {state === "off" ? null : <span class="chip warning">{state}</span>}</h3>
      <FaultFields draft={draft} set={set} />
      <div class="controls">
        <span class="spring" />
        <button type="button" class="button" disabled={active === undefined} onClick={() => apply(undefined)}>
          Switch off
        </button>
        <button type="submit" class="button primary">
          {active ? "Change" : "Switch on"}
        </button>
      </div>
    </form>
  );
}

function FaultFields(props: {
  readonly draft: FaultDraft;
  readonly set: (change: Partial<FaultDraft>) => void;
}): JSX.Element {
  const { draft, set } = props;
  return (
    <>
      <div class="fields">
        <Amount label="Drop" unit="%" value={draft.drop} onChange={(drop) => set({ drop })} />
        <Amount label="Duplicate" unit="%" value={draft.duplicate} onChange={(duplicate) => set({ duplicate })} />
        <Amount label="Delay" unit="ms" value={draft.delay} onChange={(delay) => set({ delay })} />
        <Amount label="Jitter" unit="ms" value={draft.jitter} onChange={(jitter) => set({ jitter })} />
        <Amount
          label="Slow link"
          unit="bytes/s"
          value={draft.bytesPerSecond}
          onChange={(bytesPerSecond) => set({ bytesPerSecond })}
        />
        <Amount label="Seed" unit="" value={draft.seed} onChange={(seed) => set({ seed })} />
        <label>
          Way
          <select
            value={draft.direction}
            onChange={(event) =>
              set({
                direction:
                  event.currentTarget.value === "in" ? "in" : event.currentTarget.value === "out" ? "out" : "both",
              })
            }
          >
            <option value="both">both ways</option>
            <option value="out">sent</option>
            <option value="in">received</option>
          </select>
        </label>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={draft.blockWebSocket}
          onChange={(event) => set({ blockWebSocket: event.currentTarget.checked })}
        />
        Block WebSocket, so that new connections stay on polling
      </label>
    </>
  );
}

function Amount(props: {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const { label, unit, value, onChange } = props;
  return (
    <label>
      {label}
      {unit === "" ? "" : ` (${unit})`}
      <input
        type="text"
        inputMode="decimal"
        pattern="[0-9]*[.]?[0-9]*"
        title="A number"
        placeholder="off"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
