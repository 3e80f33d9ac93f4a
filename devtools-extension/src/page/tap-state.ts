import { Faults } from "./faults.ts";
import { Links } from "./links.ts";
import { Recorder } from "./recorder.ts";
import { Sessions } from "./sessions.ts";

/** What all wrappers of one document share. */
export class TapState {
  readonly recorder: Recorder = new Recorder();
  readonly faults: Faults = new Faults();
  readonly links: Links = new Links();
  readonly sessions: Sessions = new Sessions(this);
}
