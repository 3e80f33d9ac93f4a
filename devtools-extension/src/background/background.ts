import browser, { type Runtime } from "webextension-polyfill";
import { keepArmed } from "./keep-armed.ts";
import { type PortSender, Router } from "./router.ts";

const router = new Router(
  (tab, message) => {
    // A tab without content scripts has nobody to hear it, which is no fault.
    browser.tabs.sendMessage(tab, message).catch(() => undefined);
  },
  (tab) => {
    // The tab may be gone by now.
    browser.action.setBadgeText({ tabId: tab, text: "on" }).catch(() => undefined);
  },
);

browser.runtime.onConnect.addListener((port) => router.accept(port, senderOf(port)));
keepArmed();

function senderOf({ sender }: Runtime.Port): PortSender {
  const own = sender?.id === browser.runtime.id;
  const page = own && sender?.url?.startsWith(browser.runtime.getURL("")) === true;
  return { tab: own && !page ? sender?.tab?.id : undefined, frame: sender?.frameId, ownPage: page };
}
