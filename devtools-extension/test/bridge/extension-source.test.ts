import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { panelPortName } from "../../src/bridge/envelope.ts";
import { ExtensionSource } from "../../src/bridge/extension-source.ts";
import type { Batch } from "../../src/bridge/record.ts";
import { intoPieces, PIECE_LENGTH } from "../../src/bridge/tap-message.ts";
import { inbox, portPair } from "./port-pair.ts";

type Port = ReturnType<typeof portPair>[0];

let routers: { readonly port: Port; readonly messages: readonly unknown[] }[];
let source: ExtensionSource;
let batches: Batch[];
let statuses: string[];

beforeEach(() => {
  vi.useFakeTimers();
  routers = [];
  batches = [];
  statuses = [];
  source = new ExtensionSource(() => {
    const [panel, router] = portPair(panelPortName(7));
    routers.push({ port: router, messages: inbox(router) });
    return panel;
  });
});

afterEach(() => {
  vi.useRealTimers();
});

function subscribe(): () => void {
  return source.subscribe(
    (batch) => batches.push(batch),
    (status) => statuses.push(status),
  );
}

function router(): (typeof routers)[number] {
  const last = routers.at(-1);
  if (!last) throw new Error("nobody has connected");
  return last;
}

/** What the panel has told the tap of a document, oldest first. */
function told(document: string): readonly unknown[] {
  return router().messages.flatMap((message) => {
    const { kind, document: to, piece } = message as { kind: string; document?: string; piece?: string };
    return kind === "to" && to === document ? [JSON.parse(String(piece).slice(1)) as unknown] : [];
  });
}

function meet(document: string, frame = 0): void {
  router().port.postMessage({ kind: "document", document, frame });
}

function say(document: string, message: unknown): void {
  for (const piece of intoPieces(JSON.stringify(message))) {
    router().port.postMessage({ kind: "from", document, piece });
  }
}

const claim = { id: "what the page says", url: "http://localhost/", title: "Chat" };

function links(...seqs: readonly number[]): readonly object[] {
  return seqs.map((seq) => ({
    seq,
    at: 5,
    kind: "link",
    link: seq,
    transport: "websocket",
    url: "ws://localhost/socket.io/",
  }));
}

function seqs(): readonly number[] {
  return batches.flatMap(({ records }) => records.map(({ seq }) => seq));
}

describe("ExtensionSource", () => {
  it("connects when somebody subscribes, and is live when the router is ready", () => {
    expect(routers).toHaveLength(0);
    subscribe();
    expect(source.status).toBe("connecting");
    router().port.postMessage({ kind: "ready" });
    expect(source.status).toBe("live");
    expect(statuses).toEqual(["live"]);
  });

  it("asks a document for everything, with credit for some batches", () => {
    subscribe();
    meet("a");
    expect(told("a")).toEqual([{ is: "watch", have: 0, credits: 16 }]);
  });

  it("names documents by their content scripts and frames by the browser, whatever the page says", () => {
    subscribe();
    meet("a", 3);
    say("a", { is: "hello", document: { ...claim, frame: 0 }, last: 0, armed: true });
    expect(batches).toEqual([
      { document: { id: "a", frame: 3, url: "http://localhost/", title: "Chat" }, records: [] },
    ]);
  });

  it("has a document come forward once for each connection, however often its tap says hello", () => {
    const hello = { is: "hello", document: claim, last: 0, armed: true };
    subscribe();
    for (const count of [1, 2]) {
      meet("a");
      say("a", hello);
      say("a", hello);
      expect(batches).toHaveLength(count);
      router().port.postMessage({ kind: "gone", document: "a" });
    }
  });

  it("delivers records and gives credit for each batch that was dealt with", () => {
    subscribe();
    meet("a");
    say("a", { is: "batch", document: claim, records: links(1, 2) });
    expect(seqs()).toEqual([1, 2]);
    expect(told("a").slice(1)).toEqual([{ is: "credit", credits: 1 }]);
  });

  it("leaves out what is no record, and what it has already", () => {
    subscribe();
    meet("a");
    say("a", {
      is: "batch",
      document: claim,
      records: [...links(1), { seq: 2, kind: "forged" }, null, ...links(1, 3)],
    });
    say("a", { is: "batch", document: claim, records: "none" });
    expect(seqs()).toEqual([1, 3]);
    expect(told("a").slice(1)).toEqual([
      { is: "credit", credits: 1 },
      { is: "credit", credits: 1 },
    ]);
  });

  it("connects again when the router has died, and asks for what came after the last record", () => {
    subscribe();
    router().port.postMessage({ kind: "ready" });
    meet("a");
    say("a", { is: "batch", document: claim, records: links(1, 2) });
    router().port.disconnect();
    expect(source.status).toBe("reconnecting");
    vi.advanceTimersByTime(50);
    expect(routers).toHaveLength(2);
    router().port.postMessage({ kind: "ready" });
    meet("a");
    expect(statuses).toEqual(["live", "reconnecting", "live"]);
    expect(told("a")).toEqual([{ is: "watch", have: 2, credits: 16 }]);
  });

  it("does not fight for a tab with a newer panel", () => {
    subscribe();
    router().port.postMessage({ kind: "replaced" });
    vi.advanceTimersByTime(60_000);
    expect(routers).toHaveLength(1);
  });

  it("puts messages together that came in parts", async () => {
    subscribe();
    meet("a");
    const answer = source.send("a", { do: "body", seq: 9 });
    const text = "ü".repeat(PIECE_LENGTH * 2);
    say("a", { is: "result", id: 1, result: { ok: true, body: { text, size: text.length * 2 } } });
    expect(await answer).toEqual({ ok: true, body: { text, size: text.length * 2 } });
  });

  it("gives each command its own answer", async () => {
    subscribe();
    meet("a");
    const [one, two] = [source.send("a", { do: "cut", link: 1 }), source.send("a", { do: "cut", link: 2 })];
    expect(told("a").slice(1)).toEqual([
      { is: "command", id: 1, command: { do: "cut", link: 1 } },
      { is: "command", id: 2, command: { do: "cut", link: 2 } },
    ]);
    say("a", { is: "result", id: 2, result: { ok: false, code: "UNKNOWN_LINK", message: "no such link" } });
    say("a", { is: "result", id: 1, result: { ok: "perhaps" } });
    expect(await two).toEqual({ ok: false, code: "UNKNOWN_LINK", message: "no such link" });
    expect(await one).toMatchObject({ ok: false, code: "FAILED" });
  });

  it("answers commands for documents that it does not know", async () => {
    subscribe();
    expect(await source.send("a", { do: "cut", link: 1 })).toMatchObject({ ok: false, code: "UNKNOWN_DOCUMENT" });
  });

  it("answers the commands under way when the document or the router goes", async () => {
    subscribe();
    meet("a");
    const first = source.send("a", { do: "cut", link: 1 });
    router().port.postMessage({ kind: "gone", document: "a" });
    expect(await first).toMatchObject({ ok: false, code: "GONE" });
    expect(await source.send("a", { do: "cut", link: 1 })).toMatchObject({ ok: false, code: "GONE" });
    meet("a");
    const second = source.send("a", { do: "cut", link: 1 });
    router().port.disconnect();
    expect(await second).toMatchObject({ ok: false, code: "FAILED" });
  });

  it("has documents come forward when it is asked to", () => {
    subscribe();
    source.announce();
    expect(router().messages).toEqual([{ kind: "announce" }]);
  });

  it("ignores what the router does not say", () => {
    subscribe();
    for (const message of [
      null,
      4,
      {},
      { kind: "document", document: "a" },
      { kind: "from", document: "a", piece: 1 },
    ]) {
      router().port.postMessage(message);
    }
    expect(router().messages).toEqual([]);
    expect(batches).toEqual([]);
  });

  it("lets go of the port when nobody listens any more", () => {
    subscribe()();
    expect(router().port.open).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(routers).toHaveLength(1);
  });
});
