import browser, { type Runtime } from "webextension-polyfill";
import { ANNOUNCE, documentPortName } from "../bridge/envelope.ts";
import { nonce } from "../bridge/nonce.ts";
import { offerPort } from "../page/handover.ts";
import { DocumentLink } from "./document-link.ts";

const name = documentPortName(nonce());

void start();

async function start(): Promise<void> {
  const link = new DocumentLink(await offerPort(), connect);
  link.open();
  browser.runtime.onMessage.addListener((message: unknown, { id }: Runtime.MessageSender) => {
    if (message === ANNOUNCE && id === browser.runtime.id) link.open();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) link.resume();
  });
}

/** An extension that was updated or switched off leaves its content scripts behind, with nobody to connect to. */
function connect(): Runtime.Port | undefined {
  try {
    return browser.runtime.connect({ name });
  } catch {
    return undefined;
  }
}
