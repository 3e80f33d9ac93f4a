import { effect } from "@preact/signals";
import type { CommandResult, FaultPlan } from "../../../bridge/command.ts";
import type { DocumentState } from "../../store/document-state.ts";
import type { Session } from "../frame/panel-context.ts";
import type { ViewState } from "../frame/view-state.ts";
import { type FaultProgress, faultWords } from "./fault-progress.ts";

/** What one document was told, and what its tap has said to it. */
interface Told {
  readonly plan: FaultPlan | undefined;
  readonly greetings: number;
  /** The newest plan that its tap has confirmed. */
  confirmed: FaultPlan | undefined;
  answer: CommandResult | undefined;
}

/**
 * Hands the fault plan to every document, those that are loaded later and those that another panel has left with one, and tells
 * how far that is: a plan is on once the taps have said so. Its luck begins anew in a document that comes forward again. Returns
 * how to stop.
 */
export function followFaults(
  { model, source }: Session,
  { faults, faultProgress, announcement }: ViewState,
  ticks: { readonly value: number },
): () => void {
  const told = new Map<string, Told>();
  const show = (): void => {
    const living = model.documents.filter(({ left }) => !left).flatMap(({ id }) => told.get(id) ?? []);
    const next = progressOf(faults.peek(), living);
    const { state, message } = faultProgress.peek();
    if (state === next.state && message === next.message) return;
    faultProgress.value = next;
    announcement.value = announced(next, faults.peek());
  };
  const tell = ({ id, greetings }: DocumentState, plan: FaultPlan | undefined): void => {
    const entry: Told = { plan, greetings, confirmed: told.get(id)?.confirmed, answer: undefined };
    told.set(id, entry);
    void source.send(id, { do: "faults", plan }).then((answer) => {
      entry.answer = answer;
      if (answer.ok) entry.confirmed = plan;
      show();
    });
  };
  return effect(() => {
    void ticks.value;
    const plan = faults.value;
    if (source.status === "recording") return;
    const living = model.documents.filter(({ left }) => !left);
    for (const document of living) if (isNews(document, told.get(document.id), plan)) tell(document, plan);
    const known = new Set(model.documents.map(({ id }) => id));
    for (const id of told.keys()) if (!known.has(id)) told.delete(id);
    show();
  });
}

/** Whether a document is to be told: it has not been, or has come forward again and may have been without a panel meanwhile. */
function isNews({ greetings }: DocumentState, told: Told | undefined, plan: FaultPlan | undefined): boolean {
  return told?.plan !== plan || told?.greetings !== greetings;
}

/** Whether the document could not be asked, or not be heard. */
function isLost(answer: CommandResult): boolean {
  return !answer.ok && (answer.code === "GONE" || answer.code === "FAILED" || answer.code === "UNKNOWN_DOCUMENT");
}

function progressOf(wanted: FaultPlan | undefined, living: readonly Told[]): FaultProgress {
  // What cannot be reached is no page that faults could act on.
  const reached = living.filter(({ answer }) => answer === undefined || !isLost(answer));
  for (const { answer } of reached) if (answer?.ok === false) return { state: "refused", message: answer.message };
  if (wanted === undefined) {
    return { state: reached.some(({ confirmed }) => confirmed !== undefined) ? "switching off" : "off" };
  }
  const all = reached.length > 0 && reached.every(({ answer, confirmed }) => answer && confirmed === wanted);
  return { state: all ? "on" : "switching on" };
}

function announced(progress: FaultProgress, plan: FaultPlan | undefined): string {
  if (progress.state === "on" && plan) return `Simulating faults with seed ${plan.seed}.`;
  return progress.state === "off" ? "Faults are off." : `${faultWords(progress)}.`;
}
