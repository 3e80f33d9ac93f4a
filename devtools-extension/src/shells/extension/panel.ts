import browser from "webextension-polyfill";
import { type OpenRecording, panelPortName } from "../../bridge/envelope.ts";
import { ExtensionSource } from "../../bridge/extension-source.ts";
import { mountPanel } from "../../panel/panel.tsx";
import { offerFile } from "../file-handover.ts";

const { inspectedWindow, network, panels } = browser.devtools;

const place = document.getElementById("panel");
if (place) show(place);

function show(element: HTMLElement): void {
  const name = panelPortName(inspectedWindow.tabId);
  const source = new ExtensionSource(() => browser.runtime.connect({ name }));
  const panel = mountPanel(element, { source, theme: themeOf(panels.themeName), preferences: localStorage, openPage });
  // A new page's content scripts come forward by themselves, but those of a page from the back-forward cache may not.
  network.onNavigated.addListener(() => source.announce());
  // Chromium's developer tools have no such event: they are loaded anew with other colours.
  if ("onThemeChanged" in panels) panels.onThemeChanged.addListener((theme) => panel.setTheme(themeOf(theme)));
}

/** The page is of the extension too, and asks for the recording by its id. The background opens it, since Firefox's panels open no tabs. */
async function openPage(recording: File): Promise<void> {
  const { id, taken } = offerFile(recording);
  const message: OpenRecording = { kind: "open recording", id };
  await Promise.all([taken, browser.runtime.sendMessage(message)]);
}

/** Of the developer tools' themes all but one are light. */
function themeOf(name: string): "light" | "dark" {
  return name === "dark" ? "dark" : "light";
}
