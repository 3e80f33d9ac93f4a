import { connectToTap } from "../../page/connect-to-tap.ts";
import { mountPanel } from "../../panel/panel.tsx";
import { dock } from "./dock.ts";
import { InlineSource } from "./inline-source.ts";

// `<script src="inline.js" data-theme="dark">` at the end of a page that has loaded `tap.js` before its own scripts.
const theme = document.currentScript?.dataset["theme"];
const show = (): void => {
  mountPanel(dock(document), {
    source: new InlineSource(connectToTap),
    theme: theme === "dark" || theme === "light" ? theme : "system",
  });
};
if (document.body) show();
else document.addEventListener("DOMContentLoaded", show, { once: true });
