import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NOBODY } from "../../src/bridge/envelope.ts";
import { PIECE_LENGTH } from "../../src/bridge/tap-message.ts";
import { DocumentLink, type TapPort } from "../../src/content/document-link.ts";
import { inbox, portPair } from "./port-pair.ts";

type Port = ReturnType<typeof portPair>[0];

class FakeTap implements TapPort {
  readonly heard: string[] = [];
  started = false;
  #listener: ((event: { readonly data: unknown }) => void) | undefined;

  postMessage(piece: string): void {
    this.heard.push(piece);
  }

  addEventListener(_type: "message", listener: (event: { readonly data: unknown }) => void): void {
    this.#listener = listener;
  }

  start(): void {
    this.started = true;
  }

  say(data: unknown): void {
    this.#listener?.({ data });
  }
}

let tap: FakeTap;
/** The background's ends, oldest first. */
let ports: { readonly port: Port; readonly messages: readonly unknown[] }[];
let link: DocumentLink;
/** Whether the extension is there. */
let installed: boolean;

function connect(): Port | undefined {
  if (!installed) return undefined;
  const [its, ours] = portPair("document");
  ports.push({ port: ours, messages: inbox(ours) });
  return its;
}

const FAULTS_OFF = `>${JSON.stringify({ is: "command", id: 0, command: { do: "faults" } })}`;
const STOP = `>${JSON.stringify({ is: "stop" })}`;

beforeEach(() => {
  vi.useFakeTimers();
  tap = new FakeTap();
  ports = [];
  installed = true;
  link = new DocumentLink(tap, connect);
});

afterEach(() => {
  vi.useRealTimers();
});

describe("DocumentLink", () => {
  it("hands pieces on both ways", () => {
    link.open();
    tap.say(">{}");
    ports[0]?.port.postMessage(">[1]");
    expect(tap.started).toBe(true);
    expect(ports[0]?.messages).toEqual([">{}"]);
    expect(tap.heard).toEqual([">[1]"]);
  });

  it("hands on nothing but pieces, and none that is too large", () => {
    link.open();
    for (const data of [{ piece: 1 }, 7, undefined, "x".repeat(PIECE_LENGTH + 2)]) tap.say(data);
    expect(ports[0]?.messages).toEqual([]);
  });

  it("keeps one port however often it is asked to come forward", () => {
    link.open();
    link.open();
    expect(ports).toHaveLength(1);
  });

  it("stays away after the background has ended when nobody watched", () => {
    link.open();
    ports[0]?.port.disconnect();
    vi.advanceTimersByTime(60_000);
    expect(ports).toHaveLength(1);
    link.open();
    expect(ports).toHaveLength(2);
  });

  it("stops the tap and comes back after the background has ended while a panel watched", () => {
    link.open();
    ports[0]?.port.postMessage(">[1]");
    ports[0]?.port.disconnect();
    expect(tap.heard).toEqual([">[1]", STOP]);
    vi.advanceTimersByTime(49);
    expect(ports).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(ports).toHaveLength(2);
    tap.say(">{}");
    expect(ports[1]?.messages).toEqual([">{}"]);
  });

  it("waits twice as long each time, up to five seconds, and begins anew when something comes", () => {
    link.open();
    ports[0]?.port.postMessage(">[1]");
    const waits = Array.from({ length: 9 }, () => {
      const before = ports.length;
      ports.at(-1)?.port.disconnect();
      let waited = 0;
      for (; ports.length === before; waited += 50) vi.advanceTimersByTime(50);
      return waited;
    });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    ports.at(-1)?.port.postMessage(">[1]");
    ports.at(-1)?.port.disconnect();
    const before = ports.length;
    vi.advanceTimersByTime(50);
    expect(ports).toHaveLength(before + 1);
  });

  it("ends the faults and stops the tap when nobody listens any more, and stays away from then on", () => {
    link.open();
    ports[0]?.port.postMessage(">[1]");
    ports[0]?.port.postMessage(NOBODY);
    ports[0]?.port.disconnect();
    vi.advanceTimersByTime(60_000);
    expect(tap.heard).toEqual([">[1]", FAULTS_OFF, STOP]);
    expect(ports).toHaveLength(1);
  });

  it("opens a port anew when the page is back from the cache", () => {
    link.open();
    link.resume();
    expect(ports).toHaveLength(2);
    expect(ports[0]?.port.open).toBe(false);
  });

  it("ends the faults before it comes forward again from the cache, since the panel may have gone meanwhile", () => {
    link.open();
    ports[0]?.port.postMessage(">[1]");
    link.resume();
    expect(tap.heard).toEqual([">[1]", FAULTS_OFF, STOP]);
    ports[1]?.port.postMessage(">[2]");
    expect(tap.heard.at(-1)).toBe(">[2]");
  });

  it("ends the faults of a panel when the extension is no more", () => {
    link.open();
    ports[0]?.port.postMessage(">[1]");
    installed = false;
    ports[0]?.port.disconnect();
    vi.advanceTimersByTime(60_000);
    expect(tap.heard).toEqual([">[1]", STOP, FAULTS_OFF, STOP]);
  });

  it("gives up without a word when its extension is no more and nobody has watched", () => {
    installed = false;
    link.open();
    tap.say(">{}");
    vi.advanceTimersByTime(60_000);
    expect(tap.heard).toEqual([]);
  });
});
