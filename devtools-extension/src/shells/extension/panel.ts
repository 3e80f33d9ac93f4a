import browser from "webextension-polyfill";
import { panelPortName } from "../../bridge/envelope.ts";
import { ExtensionSource } from "../../bridge/extension-source.ts";
import { mountPanel } from "../../panel/panel.tsx";

const { inspectedWindow, network, panels } = browser.devtools;

const place = document.getElementById("panel");
if (place) show(place);

function show(element: HTMLElement): void {
  const name = panelPortName(inspectedWindow.tabId);
  const source = new ExtensionSource(() => browser.runtime.connect({ name }));
  const panel = mountPanel(element, { source, theme: themeOf(panels.themeName), preferences: localStorage });
  // A new page's content scripts come forward by themselves, but those of a page from the back-forward cache may not.
  network.onNavigated.addListener(() => source.announce());
  // Chromium's developer tools have no such event: they are loaded anew with other colours.
  if ("onThemeChanged" in panels) panels.onThemeChanged.addListener((theme) => panel.setTheme(themeOf(theme)));
}

/** Of the developer tools' themes all but one are light. */
function themeOf(name: string): "light" | "dark" {
  return name === "dark" ? "dark" : "light";
}
