import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { SourceStatus } from "../../../bridge/source.ts";
import { followFaults } from "../act/follow-faults.ts";
import { followFilter } from "../filter/follow-filter.ts";
import { openFile } from "../keep/open-file.ts";
import { App } from "./app.tsx";
import type { FrameClock } from "./frame-clock.ts";
import { type OpenPage, type PanelContext, PanelProvider, type Session } from "./panel-context.ts";
import type { ViewState } from "./view-state.ts";

/** The panel over what is live, or over the recording that was opened last. */
export function Root(props: {
  readonly live: Session;
  readonly view: ViewState;
  readonly clock: FrameClock;
  readonly openPage: OpenPage | undefined;
  /** A recording to show as soon as it is here. */
  readonly file: Promise<File> | undefined;
}): JSX.Element {
  const { live, view, clock, openPage, file } = props;
  const [recording, setRecording] = useState<Session | undefined>(undefined);
  const status = useStatus(live, clock);
  const recorded = useStatus(recording, clock);
  const session = recording ?? live;
  const panel = useMemo((): PanelContext => {
    const show = (next: Session | undefined): void => {
      view.selected.value = view.compared.value = undefined;
      view.scope.value = { kind: "all" };
      view.follow.value = next === undefined;
      setRecording(next);
    };
    return {
      model: session.model,
      source: session.source,
      name: session.name,
      status: session === live ? status : recorded,
      ticks: clock.ticks,
      view,
      changed: () => clock.changed(),
      open: show,
      openPage,
      goLive: session === live || live.source.status === "recording" ? undefined : () => show(undefined),
    };
  }, [session, live, view, clock, status, recorded, openPage]);
  useEffect(() => followFilter(panel), [panel]);
  useEffect(() => followFaults(live, view, clock.ticks), [live, view, clock]);
  useEffect(() => void file?.then((given) => openFile(panel, given), tellWhy(view)), [file]);
  return (
    <PanelProvider value={panel}>
      <App />
    </PanelProvider>
  );
}

/** Lets the records of a session flow into its store for as long as it is there, and tells the source's status. */
function useStatus(session: Session | undefined, clock: FrameClock): Signal<SourceStatus> {
  const status = useMemo(() => signal<SourceStatus>(session?.source.status ?? "recording"), [session]);
  useEffect(() => {
    if (!session) return;
    const { source, model } = session;
    const changed = (): void => clock.changed();
    const stopWatching = model.subscribe(changed);
    const stopFlow = source.subscribe(
      (batch) => model.add(batch),
      (next) => {
        status.value = next;
      },
    );
    status.value = source.status;
    changed();
    return () => {
      stopFlow();
      stopWatching();
    };
  }, [session, status, clock]);
  return status;
}

function tellWhy({ announcement }: ViewState): (error: unknown) => void {
  return (error) => {
    announcement.value = error instanceof Error ? error.message : String(error);
  };
}
