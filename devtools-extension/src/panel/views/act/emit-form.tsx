import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { argsFromText } from "../../store/args-text.ts";
import { composeEvent, injectEvent } from "../../store/compose.ts";
import type { Connection } from "../../store/connection.ts";
import { usePanel } from "../frame/panel-context.ts";
import type { Draft } from "../frame/view-state.ts";
import { AckAnswer } from "./ack-answer.tsx";
import { send } from "./send.ts";

/** Writes an event and sends it to the server, or delivers it to the page as if the server had sent it. */
export function EmitForm({ connection }: { readonly connection: Connection }): JSX.Element {
  const panel = usePanel();
  const { view } = panel;
  const draft = view.draft.value;
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [asked, setAsked] = useState<number | undefined>(undefined);
  const set = (change: Partial<Draft>): void => {
    view.draft.value = { ...draft, ...change };
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const read = argsFromText(draft.args);
    if (!read.ok) return setProblem(read.message);
    const { namespace, event: name, ack, direction } = draft;
    const wanted = { connection, namespace, event: name, args: read.args, ack };
    const composed = direction === "out" ? composeEvent(wanted) : injectEvent(wanted);
    setProblem(composed.ok ? undefined : composed.message);
    setAsked(undefined);
    if (!composed.ok) return;
    void send(panel, composed, direction === "out" ? "Sent to the server." : "Delivered to the page.").then((done) => {
      if (done) setAsked(composed.ackId);
    });
  };
  return (
    <form class="form" aria-label="Emit an event" onSubmit={submit}>
      <fieldset class="segments">
        <legend>Direction</legend>
        <Segment name="Send to the server" chosen={draft.direction === "out"} onChoose={() => set({ direction: "out" })} />
        <Segment name="Deliver to the page" chosen={draft.direction === "in"} onChoose={() => set({ direction: "in" })} />
      </fieldset>
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
          <input type="text" required value={draft.event} onInput={(event) => set({ event: event.currentTarget.value })} />
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
          rows={6}
          spellcheck={false}
          placeholder={'["a JSON array of arguments", { "or": "one value" }]'}
          aria-invalid={problem !== undefined}
          value={draft.args}
          onInput={(event) => set({ args: event.currentTarget.value })}
        />
      </label>
      <p class="quiet">
        JSON; bytes are written as <code>{'{"$base64": "AQID"}'}</code>.
      </p>
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

function Segment(props: { readonly name: string; readonly chosen: boolean; readonly onChoose: () => void }): JSX.Element {
  return (
    <label class="segment">
      <input type="radio" name="direction" checked={props.chosen} onChange={props.onChoose} />
      {props.name}
    </label>
  );
}
