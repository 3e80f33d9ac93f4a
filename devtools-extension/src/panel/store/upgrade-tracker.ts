import type { UpgradeStep } from "@upwire/protocol";
import type { Lane, SequenceStep, UpgradeTimeline } from "./upgrade-timeline.ts";

/** Steps that are kept; a server that answers every poll with noop makes many. */
const MAX_STEPS = 200;

/** What the client says of a step that the wire does not show. */
const CLIENT_STEPS: Readonly<Partial<Record<UpgradeStep, readonly [label: string, lane: Lane, detail: string]>>> = {
  started: ["start", "client", "The client starts to move to WebSocket."],
  paused: ["pause", "polling", "Polling pauses: its last request has come back."],
  confirmed: ["confirmed", "client", "The client goes on over WebSocket."],
};

/** Follows one session's move from polling to WebSocket, from the wire and from the client. */
export class UpgradeTracker implements UpgradeTimeline {
  state: UpgradeTimeline["state"] = "none";
  startedAt: number | undefined;
  endedAt: number | undefined;
  reason: string | undefined;
  attempts = 0;
  readonly steps: SequenceStep[] = [];
  /** How far the probe has come, for the words of a failure. */
  #reached: "nothing" | "link" | "open" | "probe" | "answer" = "nothing";

  /** An arrow between client and server. */
  #arrow(at: number, seq: number, out: boolean, via: "polling" | "websocket", label: string, detail: string): void {
    const [from, to]: readonly [Lane, Lane] = out ? ["client", "server"] : ["server", "client"];
    this.#push({ at, seq, from, to, via, label, detail, failed: false });
  }

  #push(step: SequenceStep): void {
    if (this.steps.length < MAX_STEPS) this.steps.push(step);
  }

  /** The polling request that asks for a session. */
  handshake(at: number, seq: number): void {
    // What earlier attempts to open the session have come to explains nothing about this one.
    this.steps.length = this.attempts = 0;
    this.state = "none";
    this.startedAt = this.endedAt = this.reason = undefined;
    this.#arrow(at, seq, true, "polling", "GET", "The client asks for a session by long-polling.");
  }

  /** The open packet came over polling. */
  opened(at: number, seq: number, upgrades: readonly string[]): void {
    const offered = upgrades.includes("websocket");
    const detail = offered
      ? "The server opens the session and offers WebSocket."
      : "The server opens the session and offers no WebSocket.";
    this.#arrow(at, seq, false, "polling", "0 open", detail);
    this.state = offered ? "offered" : "none";
    if (!offered) this.reason = "The server does not offer WebSocket.";
  }

  /** A WebSocket with the session's id is opened. */
  begun(at: number, seq: number): void {
    this.state = "running";
    this.attempts++;
    this.startedAt ??= at;
    this.endedAt = this.reason = undefined;
    this.#reached = "link";
    this.#arrow(at, seq, true, "websocket", "GET Upgrade", "The client opens a WebSocket for the same session.");
  }

  /** The WebSocket is open. */
  linked(at: number, seq: number): void {
    this.#reached = "open";
    this.#arrow(at, seq, false, "websocket", "101", "The WebSocket is open.");
  }

  /** `2probe` or `3probe`. */
  probe(at: number, seq: number, out: boolean): void {
    this.#reached = out ? "probe" : "answer";
    const detail = out ? "The client tries the WebSocket." : "The server answers: the WebSocket works both ways.";
    this.#arrow(at, seq, out, "websocket", out ? "2probe" : "3probe", detail);
  }

  /** A noop over polling, while an upgrade runs. */
  noop(at: number, seq: number): void {
    if (this.state !== "running") return;
    this.#arrow(
      at,
      seq,
      false,
      "polling",
      "6 noop",
      "The server frees the hanging poll, so that the client can pause polling.",
    );
  }

  /** `5`: from here on everything goes over the WebSocket. */
  done(at: number, seq: number): void {
    this.#arrow(
      at,
      seq,
      true,
      "websocket",
      "5 upgrade",
      "The client moves: everything goes over WebSocket from here on.",
    );
    this.state = "done";
    this.endedAt = at;
    this.reason = undefined;
  }

  /** What an Upwire client says about it; answers whether the upgrade has failed by that. */
  told(at: number, seq: number, step: UpgradeStep, reason: string | undefined): boolean {
    if (step === "failed") {
      const running = this.state === "running" || this.state === "offered";
      if (running) this.failed(at, seq, reason ?? "The client gave up.");
      else if (this.state === "failed" && reason)
        this.reason = `${this.reason ?? ""} The client says: ${reason}.`.trim();
      return running;
    }
    const known = CLIENT_STEPS[step];
    if (known) {
      const [label, lane, detail] = known;
      this.#push({ at, seq, from: lane, to: lane, via: undefined, label, detail, failed: false });
    }
    return false;
  }

  /** The WebSocket ended before `5`, for this reason in words. */
  failed(at: number, seq: number, reason: string): void {
    this.state = "failed";
    this.endedAt = at;
    this.reason = reason;
    this.#push({
      at,
      seq,
      from: "server",
      to: "client",
      via: "websocket",
      label: "failed",
      detail: reason,
      failed: true,
    });
  }

  /** Why a WebSocket that ended like this has not taken over. */
  reasonOf(end: {
    readonly code?: number;
    readonly status?: number;
    readonly error?: string;
    readonly reason?: string;
  }): string {
    const said = end.reason ? ` (“${end.reason}”)` : "";
    const how = end.error ? `: ${end.error}` : "";
    if (end.status !== undefined && end.status !== 101) {
      return `The server or a proxy answered HTTP ${end.status} instead of 101${how}.`;
    }
    if (end.error && (this.#reached === "nothing" || this.#reached === "link")) {
      return `The WebSocket did not open${codeOf(end.code)}: ${end.error}.`;
    }
    switch (this.#reached) {
      case "nothing":
      case "link":
        return `The WebSocket did not open${codeOf(end.code)}${said}: refused by the server, or blocked by a proxy, a firewall or a content security policy.`;
      case "open":
      case "probe":
        return `The WebSocket opened, but the probe was not answered${codeOf(end.code)}${said}${how}.`;
      case "answer":
        return `The WebSocket closed after the probe was answered and before the client moved${codeOf(end.code)}${said}${how}.`;
    }
  }
}

function codeOf(code: number | undefined): string {
  return code === undefined ? "" : ` (close code ${code})`;
}
