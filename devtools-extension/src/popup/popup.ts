import browser from "webextension-polyfill";
import { isDeclared, type SiteState, sitePattern } from "./site.ts";

const TEXTS: Readonly<Record<SiteState, string>> = {
  declared: "On for this site, as for every page that this machine serves.",
  granted: "On for this site.",
  "not granted": "Off for this site. Switched on, it sees the Socket.IO and Engine.IO traffic of its pages.",
  impossible: "The browser lets no extension look at this page.",
};

void show();
element("recording").addEventListener("click", () => {
  void browser.tabs.create({ url: "/shells/standalone/standalone.html" }).then(() => window.close());
});

async function show(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const pattern = sitePattern(tab?.url);
  const state = await stateOf(tab?.url, pattern);
  element("state").textContent = TEXTS[state];
  element("actions").replaceChildren(...actions(state, pattern, tab?.id));
}

async function stateOf(url: string | undefined, pattern: string | undefined): Promise<SiteState> {
  if (url === undefined || pattern === undefined) return "impossible";
  const declared = browser.runtime.getManifest().content_scripts?.flatMap(({ matches }) => matches) ?? [];
  if (isDeclared(url, declared)) return "declared";
  return (await browser.permissions.contains({ origins: [pattern] })) ? "granted" : "not granted";
}

function actions(state: SiteState, pattern: string | undefined, tab: number | undefined): readonly HTMLElement[] {
  if (pattern === undefined || state === "declared" || state === "impossible") return [];
  const origins = [pattern];
  if (state === "granted") {
    return [
      button("Switch off", () => browser.permissions.remove({ origins })),
      button("Reload the page", () => browser.tabs.reload(tab)),
    ];
  }
  return [button("Switch on for this site", () => browser.permissions.request({ origins }))];
}

/** Asking for a permission must be the first thing that a click does, or the browser does not see that the user wants it. */
function button(text: string, action: () => Promise<unknown>): HTMLButtonElement {
  const made = document.createElement("button");
  made.textContent = text;
  made.addEventListener("click", () => void action().then(show));
  return made;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`popup.html has no element #${id}.`);
  return found;
}
