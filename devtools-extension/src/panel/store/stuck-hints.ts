import type { ConnectionState } from "./connection-state.ts";
import type { Hint } from "./hint.ts";
import { HINT_TEXT } from "./hint-text.ts";

/** A session that has not moved after this many milliseconds is not about to. */
const PATIENCE = 10_000;

/** The connections that stay on polling although they could move, each with the reason as far as it shows. */
export function stuckHints(connections: readonly ConnectionState[], now: number): readonly Hint[] {
  return connections.filter((connection) => isStuck(connection, now)).map(hintOf);
}

function isStuck({ state, transport, upgrade, openedAt }: ConnectionState, now: number): boolean {
  if (state !== "open" || transport !== "polling" || openedAt === undefined) return false;
  if (upgrade.state === "failed") return true;
  return upgrade.state !== "running" && upgrade.steps.length > 0 && now - openedAt > PATIENCE;
}

function hintOf({ id, document, upgrade, failedProbe, openedAt, attempts }: ConnectionState): Hint {
  const { severity, title, explanation, advice } = HINT_TEXT.STUCK_ON_POLLING;
  const why = upgrade.reason ?? "The client has not tried to move: WebSocket may not be among its transports.";
  return {
    code: "STUCK_ON_POLLING",
    severity,
    title,
    explanation: `${explanation} ${why}`,
    advice,
    document,
    connection: id,
    evidence: failedProbe === undefined ? [] : [failedProbe],
    count: Math.max(1, upgrade.attempts, attempts),
    lastAt: upgrade.endedAt ?? openedAt ?? 0,
  };
}
