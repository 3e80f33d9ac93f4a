import type { Link } from "./link.ts";

/** What the panel shows of the link's life. Transports come under their wire names. */
export interface LinkEvents {
  /** A session is open over `transport`; it may move to a better one. */
  opened(transport: string): void;
  moving(step: "probe opened" | "probe answered" | "paused", to: string): void;
  moved(to: string): void;
  stayed(on: string, reason: string): void;
  packet(direction: "in" | "out"): void;
  connected(): void;
  lost(reason: string): void;
  refused(reason: string): void;
  waiting(attempt: number, delay: number): void;
}

type Inspection = Parameters<Parameters<Link["io"]["inspect"]>[0]>[0];

/** Hears the link's inspection stream, which is what the developer tools read. */
export function listenToLink(link: Link, events: LinkEvents): void {
  let open = false;
  link.on("connect", () => events.connected());
  link.io.inspect((event) => {
    if (event.kind === "engine packet") return events.packet(event.direction);
    if (event.kind === "upgrade") return tellUpgrade(event, events);
    if (event.kind === "state" && event.delay !== undefined) return events.waiting(event.attempt ?? 0, event.delay);
    if (event.kind === "open") {
      open = true;
      events.opened(event.transport);
    } else if (event.kind === "close") {
      const reason = event.detail ?? event.reason;
      if (open) events.lost(reason);
      else events.refused(reason);
      open = false;
    }
  });
}

function tellUpgrade({ step, from, to, reason }: Extract<Inspection, { kind: "upgrade" }>, events: LinkEvents): void {
  if (step === "confirmed") events.moved(to);
  else if (step === "failed") events.stayed(from, reason ?? "the probe failed");
  else if (step === "probe opened" || step === "probe answered" || step === "paused") events.moving(step, to);
}
