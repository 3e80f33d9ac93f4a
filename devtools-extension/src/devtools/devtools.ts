import browser from "webextension-polyfill";

await browser.devtools.panels.create("Upwire", "/icons/icon-32.png", "/shells/extension/panel.html");
