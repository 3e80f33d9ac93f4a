import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { argsFromText } from "../../store/args-text.ts";
import { type Composed, composeEvent, injectEvent } from "../../store/compose.ts";
import type { Connection } from "../../store/connection.ts";
import { usePanel } from "../frame/panel-context.ts";
import type { Draft } from "../frame/view-state.ts";
import { AckAnswer } from "./ack-answer.tsx";
import { send } from "./send.ts";

type Change = (change: Partial<Draft>) => void;

/** Writes an event and sends it to the server, or delivers it to the page as if the server had sent it. */
export function EmitForm({ connection }: { readonly connection: Connection }): JSX.Element {
  const panel = usePanel();
  const { view } = panel;
  const draft = view.draft.value;
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [asked, setAsked] = useState<number | undefined>(undefined);
  const set: Change = (change) => {
    view.draft.value = { ...draft, ...change };
  };
  const submit = async (): Promise<void> => {
    const composed = compose(connection, draft);
    setProblem(composed.ok ? undefined : composed.message);
    setAsked(undefined);
    if (!composed.ok) return;
    const done = await send(
      panel,
      composed,
      draft.direction === "out" ? "Sent to the server." : "Delivered to the page.",
    );
    if (done) setAsked(composed.ackId);
  };
  return (
    <form
      class="form"
      aria-label="Emit an event"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Directions chosen={draft.direction} onChoose={(direction) => set({ direction })} />
      <EventFields connection={connection} draft={draft} set={set} wrong={problem !== undefined} />
      <div class="controls">
        <label class="check">
          <input type="checkbox" checked={draft.ack} onChange={(event) => set({ ack: event.currentTarget.checked })} />
          Ask for an acknowledgement
        </label>
        <span class="spring" />
        <button type="submit" class="button primary">
          {draft.direction === "out" ? "Emit" : "Deliver"}
        </button>
      </div>
      {problem === undefined ? null : (
        <p class="notice problem" role="alert">
          {problem}
        </p>
      )}
      {asked === undefined ? null : <AckAnswer id={asked} />}
    </form>
  );
}

/** The command that a draft asks for, or why it cannot be. */
function compose(connection: Connection, { namespace, event, args, ack, direction }: Draft): Composed {
  const read = argsFromText(args);
  if (!read.ok) return { ok: false, code: "BAD_DATA", message: read.message };
  const wanted = { connection, namespace, event, args: read.args, ack };
  return direction === "out" ? composeEvent(wanted) : injectEvent(wanted);
}

function EventFields(props: {
  readonly connection: Connection;
  readonly draft: Draft;
  readonly set: Change;
  readonly wrong: boolean;
}): JSX.Element {
  const { connection, draft, set, wrong } = props;
  return (
    <>
      <div class="fields">
        <label>
          Namespace
          <input
            type="text"
            list="namespaces"
            required
            value={draft.namespace}
            onInput={(event) => set({ namespace: event.currentTarget.value })}
          />
        </label>
        <label class="wide">
          Event
          <input
            type="text"
            required
            value={draft.event}
            onInput={(event) => set({ event: event.currentTarget.value })}
          />
        </label>
      </div>
      <datalist id="namespaces">
        {[...connection.namespaces.keys()].slice(0, 100).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label>
        Arguments
        <textarea
          rows={5}
          spellcheck={false}
          placeholder={'["a JSON array of arguments", { "or": "one value" }]'}
          aria-invalid={wrong}
          value={draft.args}
          onInput={(event) => set({ args: event.currentTarget.value })}
        />
      </label>
      <p class="quiet">
        JSON; bytes are written as <code>{'{"$base64": "AQID"}'}</code>.
      </p>
    </>
  );
}

function Directions(props: {
  readonly chosen: Draft["direction"];
  readonly onChoose: (direction: Draft["direction"]) => void;
}): JSX.Element {
  const { chosen, onChoose } = props;
  return (
    <fieldset class="segments">
      <legend>Direction</legend>
      <Segment name="Send to the server" chosen={chosen === "out"} onChoose={() => onChoose("out")} />
      <Segment name="Deliver to the page" chosen={chosen === "in"} onChoose={() => onChoose("in")} />
    </fieldset>
  );
}

function Segment(props: {
  readonly name: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}): JSX.Element {
  return (
    <label class="segment">
      <input type="radio" name="direction" checked={props.chosen} onChange={props.onChoose} />
      {props.name}
    </label>
  );
}
