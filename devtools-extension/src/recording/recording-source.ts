import type { CommandResult } from "../bridge/command.ts";
import type { Batch } from "../bridge/record.ts";
import type { Source, SourceStatus } from "../bridge/source.ts";

/** Plays a recording into a panel at once. Give it a store with `preserve`, since it may hold several loads of one frame. */
export class RecordingSource implements Source {
  readonly status: SourceStatus = "recording";
  readonly #batches: readonly Batch[];

  constructor(batches: readonly Batch[]) {
    this.#batches = batches;
  }

  subscribe(listener: (batch: Batch) => void, onStatus?: (status: SourceStatus) => void): () => void {
    let stopped = false;
    onStatus?.(this.status);
    const play = async (): Promise<void> => {
      for (const batch of this.#batches) {
        // A task each, so that the panel stays responsive.
        await new Promise<void>((resolve) => setTimeout(resolve));
        if (stopped) return;
        listener(batch);
      }
    };
    void play();
    return () => {
      stopped = true;
    };
  }

  send(): Promise<CommandResult> {
    return Promise.resolve({
      ok: false,
      code: "NOT_OPEN",
      message: "This is a recording: there is no page to act on.",
    });
  }
}
