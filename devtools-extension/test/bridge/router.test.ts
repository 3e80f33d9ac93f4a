import { beforeEach, describe, expect, it } from "vitest";
import { type PortSender, Router } from "../../src/background/router.ts";
import { ANNOUNCE, documentPortName, NOBODY, panelPortName } from "../../src/bridge/envelope.ts";
import { PIECE_LENGTH } from "../../src/bridge/tap-message.ts";
import { inbox, portPair } from "./port-pair.ts";

type Ports = ReturnType<typeof portPair>;

let announced: [number, string][];
let seen: number[];
let router: Router;

beforeEach(() => {
  announced = [];
  seen = [];
  router = new Router(
    (tab, message) => announced.push([tab, message]),
    (tab) => seen.push(tab),
  );
});

const PANEL: PortSender = { ownPage: true };

function connect(name: string, sender: PortSender): Ports[0] {
  const [mine, its] = portPair(name);
  router.accept(its, sender);
  return mine;
}

function openPanel(tab: number): { port: Ports[0]; messages: readonly unknown[] } {
  const [mine, its] = portPair(panelPortName(tab));
  const messages = inbox(mine);
  router.accept(its, PANEL);
  return { port: mine, messages };
}

function openDocument(tab: number, nonce: string, frame = 0): { port: Ports[0]; messages: readonly unknown[] } {
  const port = connect(documentPortName(nonce), { tab, frame, ownPage: false });
  return { port, messages: inbox(port) };
}

describe("Router", () => {
  it("tells a panel that it is ready, and has the documents of its tab come forward", () => {
    const { messages } = openPanel(7);
    expect(messages).toEqual([{ kind: "ready" }]);
    expect(announced).toEqual([[7, ANNOUNCE]]);
  });

  it("tells a panel of the documents there are and of those that come and go", () => {
    openDocument(7, "a");
    const { messages } = openPanel(7);
    const { port } = openDocument(7, "b", 3);
    port.disconnect();
    expect(messages).toEqual([
      { kind: "ready" },
      { kind: "document", document: "a", frame: 0 },
      { kind: "document", document: "b", frame: 3 },
      { kind: "gone", document: "b" },
    ]);
  });

  it("hands pieces on both ways, unread", () => {
    const document = openDocument(7, "a");
    const panel = openPanel(7);
    document.port.postMessage(">{}");
    panel.port.postMessage({ kind: "to", document: "a", piece: ">[1]" });
    expect(panel.messages.at(-1)).toEqual({ kind: "from", document: "a", piece: ">{}" });
    expect(document.messages).toEqual([">[1]"]);
  });

  it("keeps the traffic of a tab from the panels of other tabs, both ways", () => {
    const document = openDocument(7, "a");
    const stranger = openPanel(8);
    document.port.postMessage(">{}");
    stranger.port.postMessage({ kind: "to", document: "a", piece: ">[1]" });
    expect(stranger.messages).toEqual([{ kind: "ready" }]);
    expect(document.messages).toEqual([]);
  });

  it("refuses a content script that calls itself a panel", () => {
    openDocument(8, "secret");
    const impostor = connect(panelPortName(8), { tab: 7, frame: 0, ownPage: false });
    expect(impostor.open).toBe(false);
  });

  it("refuses a document that no tab shows, and names that nobody gave", () => {
    expect(connect(documentPortName("a"), { ownPage: true }).open).toBe(false);
    expect(connect("upwire:panel:-1", PANEL).open).toBe(false);
    expect(connect("upwire:panel:1e9", PANEL).open).toBe(false);
    expect(connect("upwire:panel:", PANEL).open).toBe(false);
    expect(connect("elsewhere", PANEL).open).toBe(false);
  });

  it("drops what has not the shape of a message, and pieces that are too large", () => {
    const document = openDocument(7, "a");
    const panel = openPanel(7);
    for (const message of [{ kind: "from" }, 5, null, ["piece"], "x".repeat(PIECE_LENGTH + 2)]) {
      document.port.postMessage(message);
      panel.port.postMessage(message);
      panel.port.postMessage({ kind: "to", document: "a", piece: message });
    }
    expect(panel.messages).toHaveLength(2);
    expect(document.messages).toEqual([]);
  });

  it("announces again when a panel asks for it", () => {
    openPanel(7).port.postMessage({ kind: "announce" });
    expect(announced).toEqual([
      [7, ANNOUNCE],
      [7, ANNOUNCE],
    ]);
  });

  it("serves the newest panel of a tab, and tells the one before", () => {
    const document = openDocument(7, "a");
    const first = openPanel(7);
    const second = openPanel(7);
    document.port.postMessage(">{}");
    expect(first.messages.at(-1)).toEqual({ kind: "replaced" });
    expect(first.port.open).toBe(false);
    expect(second.messages.at(-1)).toMatchObject({ kind: "from" });
    expect(document.messages).toEqual([]);
  });

  it("tells documents when nobody listens any more", () => {
    const document = openDocument(7, "a");
    openPanel(7).port.disconnect();
    expect(document.messages).toEqual([NOBODY]);
  });

  it("does not take a document for gone that has come back meanwhile", () => {
    const old = openDocument(7, "a");
    openDocument(7, "a");
    const panel = openPanel(7);
    old.port.disconnect();
    expect(panel.messages).not.toContainEqual({ kind: "gone", document: "a" });
  });

  it("tells of each document that comes, for the badge", () => {
    openDocument(7, "a");
    openDocument(9, "b");
    expect(seen).toEqual([7, 9]);
  });
});
