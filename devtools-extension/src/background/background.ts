import browser, { type Runtime } from "webextension-polyfill";
import { isOpenRecording } from "../bridge/envelope.ts";
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
browser.runtime.onMessage.addListener(async (message: unknown, sender: Runtime.MessageSender) => {
  if (!isOwnPage(sender) || !isOpenRecording(message)) return;
  await browser.tabs.create({ url: `/shells/standalone/standalone.html#${message.id}` });
});
keepArmed();

function senderOf({ sender }: Runtime.Port): PortSender {
  const own = sender?.id === browser.runtime.id;
  const page = isOwnPage(sender);
  return { tab: own && !page ? sender?.tab?.id : undefined, frame: sender?.frameId, ownPage: page };
}

function isOwnPage(sender: Runtime.MessageSender | undefined): boolean {
  return sender?.id === browser.runtime.id && sender.url?.startsWith(browser.runtime.getURL("")) === true;
}
