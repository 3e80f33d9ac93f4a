import { mountPanel } from "../../panel/panel.tsx";
import { Store } from "../../panel/store/store.ts";
import { RecordingSource } from "../../recording/recording-source.ts";

const place = document.getElementById("panel");
if (place)
  mountPanel(place, {
    source: new RecordingSource([]),
    store: new Store({ preserve: true }),
    preferences: localStorage,
  });
