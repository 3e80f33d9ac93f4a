import { mountPanel } from "../../panel/panel.tsx";
import { Store } from "../../panel/store/store.ts";
import { RecordingSource } from "../../recording/recording-source.ts";
import { askForFile } from "../file-handover.ts";

/** What a panel that has opened this page offers its recording by. */
const offered = location.hash.slice(1);
// Loaded anew, the page is an empty one: the recording is given once.
if (offered !== "") history.replaceState(null, "", location.pathname);

const place = document.getElementById("panel");
if (place)
  mountPanel(place, {
    source: new RecordingSource([]),
    store: new Store({ preserve: true }),
    preferences: localStorage,
    ...(offered === "" ? {} : { file: askForFile(offered) }),
  });
