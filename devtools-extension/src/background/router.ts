import {
  ANNOUNCE,
  documentOfPort,
  type FromPanel,
  isFromPanel,
  isPiece,
  NOBODY,
  tabOfPanelPort,
  type ToPanel,
} from "../bridge/envelope.ts";
import type { PortLike } from "../bridge/port-like.ts";

/** Who opened a port, as the browser says; a port's name is only what its opener says. */
export interface PortSender {
  /** The tab of a content script; a page of the extension in the developer tools has none. */
  readonly tab?: number | undefined;
  readonly frame?: number | undefined;
  /** Whether it is a page of this extension. */
  readonly ownPage: boolean;
}

interface Tab {
  panel: PortLike | undefined;
  readonly documents: Map<string, { readonly port: PortLike; readonly frame: number }>;
}

/**
 * Connects the documents of each tab with the panel of that tab. It keeps nothing but the ports themselves, so it may die at any
 * time: both sides connect again, and ask each other for what is missing.
 */
export class Router {
  readonly #tabs = new Map<number, Tab>();
  readonly #sendToTab: (tab: number, message: string) => void;
  readonly #onDocument: (tab: number) => void;

  /**
   * @param sendToTab Sends a message to all content scripts of a tab.
   * @param onDocument A document of that tab has come forward.
   */
  constructor(sendToTab: (tab: number, message: string) => void, onDocument: (tab: number) => void) {
    this.#sendToTab = sendToTab;
    this.#onDocument = onDocument;
  }

  /** Takes a port that was opened to the background. */
  accept(port: PortLike, sender: PortSender): void {
    const inspected = tabOfPanelPort(port.name);
    const document = documentOfPort(port.name);
    if (inspected !== undefined && sender.ownPage) this.#acceptPanel(port, inspected);
    else if (document !== undefined && sender.tab !== undefined) {
      this.#acceptDocument(port, document, sender.tab, sender.frame ?? 0);
    } else port.disconnect();
  }

  #acceptPanel(port: PortLike, number: number): void {
    const tab = this.#tab(number);
    if (tab.panel) {
      tell(tab.panel, { kind: "replaced" });
      tab.panel.disconnect();
    }
    tab.panel = port;
    port.onMessage.addListener((message) => {
      if (tab.panel === port && isFromPanel(message)) this.#obey(number, tab, message);
    });
    port.onDisconnect.addListener(() => {
      if (tab.panel !== port) return;
      tab.panel = undefined;
      for (const { port: other } of tab.documents.values()) other.postMessage(NOBODY);
      this.#forgetIfEmpty(number, tab);
    });
    tell(port, { kind: "ready" });
    for (const [document, { frame }] of tab.documents) tell(port, { kind: "document", document, frame });
    this.#sendToTab(number, ANNOUNCE);
  }

  #acceptDocument(port: PortLike, document: string, number: number, frame: number): void {
    const tab = this.#tab(number);
    const entry = { port, frame };
    tab.documents.set(document, entry);
    port.onMessage.addListener((piece) => {
      if (tab.panel && isPiece(piece)) tell(tab.panel, { kind: "from", document, piece });
    });
    port.onDisconnect.addListener(() => {
      // A document that came back before this was noticed has a newer port.
      if (tab.documents.get(document) !== entry) return;
      tab.documents.delete(document);
      if (tab.panel) tell(tab.panel, { kind: "gone", document });
      this.#forgetIfEmpty(number, tab);
    });
    this.#onDocument(number);
    if (tab.panel) tell(tab.panel, { kind: "document", document, frame });
  }

  #obey(number: number, tab: Tab, message: FromPanel): void {
    if (message.kind === "announce") this.#sendToTab(number, ANNOUNCE);
    else tab.documents.get(message.document)?.port.postMessage(message.piece);
  }

  #tab(number: number): Tab {
    const known = this.#tabs.get(number);
    if (known) return known;
    const tab: Tab = { panel: undefined, documents: new Map() };
    this.#tabs.set(number, tab);
    return tab;
  }

  #forgetIfEmpty(number: number, tab: Tab): void {
    if (!tab.panel && tab.documents.size === 0) this.#tabs.delete(number);
  }
}

function tell(panel: PortLike, message: ToPanel): void {
  panel.postMessage(message);
}
