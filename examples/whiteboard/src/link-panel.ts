import { element } from "./element.ts";
import type { Link } from "./link.ts";
import { type LinkEvents, listenToLink } from "./link-events.ts";
import { Sparkline } from "./sparkline.ts";
import { Wire } from "./wire.ts";

const TRANSPORT_NAMES: Readonly<Record<string, string>> = { polling: "HTTP long-polling", websocket: "WebSocket" };
const STEPS = {
  "probe opened": (to: string) => `Probing ${to}`,
  "probe answered": (to: string) => `${to} answered the probe`,
  paused: () => "The old transport has finished",
} as const;
const PROBE_EVERY = 1_000;
const PROBE_TIMEOUT = 4_000;
const MAX_STEPS = 60;

/** Shows what the link does as it does it: its transport, the hand-over to a better one, its round trip, its losses. */
export function showLink(link: Link): void {
  const steps = new Steps();
  element("cut", HTMLButtonElement).addEventListener("click", () => {
    steps.add("Asked the server to cut the link for 4 s", "bad");
    link.emit("cut");
  });
  listenToLink(link, panelEvents(link, steps));
  measureRoundTrips(link);
}

function panelEvents(link: Link, steps: Steps): LinkEvents {
  const panel = element("link", HTMLElement);
  const transport = element("transport", HTMLElement);
  const state = element("state", HTMLElement);
  const counts = { in: element("received", HTMLElement), out: element("sent", HTMLElement) };
  const packets = { in: 0, out: 0 };
  const wire = new Wire(element("wire", HTMLElement));
  const show = (now: "connecting" | "connected" | "away", words: string): void => {
    panel.dataset["state"] = now;
    state.textContent = words;
    element("cut", HTMLButtonElement).disabled = now !== "connected";
  };
  const showTransport = (name: string): void => {
    panel.dataset["transport"] = name;
    transport.textContent = spoken(name);
  };
  show("connecting", "Connecting");
  return {
    opened(name) {
      showTransport(name);
      steps.add(`Opened over ${spoken(name)}`);
    },
    moving: (step, to) => steps.add(STEPS[step](spoken(to))),
    moved(to) {
      showTransport(to);
      steps.add(`Moved to ${spoken(to)}`, "good");
    },
    stayed: (on, reason) => steps.add(`Stayed on ${spoken(on)}: ${reason}`, "bad"),
    packet(direction) {
      packets[direction] += 1;
      counts[direction].textContent = String(packets[direction]);
      wire.packet(direction);
    },
    connected() {
      show("connected", "Connected");
      steps.add(link.recovered ? "Connected again, nothing missed" : "Connected", "good");
    },
    lost(reason) {
      show("away", "Reconnecting");
      transport.textContent = "–";
      steps.restart();
      steps.add(`Link lost: ${reason}`, "bad");
    },
    refused: (reason) => steps.add(`Refused: ${reason}`, "bad"),
    waiting(attempt, delay) {
      show("away", `Reconnecting, attempt ${attempt}`);
      steps.add(`Attempt ${attempt} in ${elapsed(delay)}`);
    },
  };
}

/** How a transport is called among people. */
function spoken(transport: string): string {
  return TRANSPORT_NAMES[transport] ?? transport;
}

/** The list of what happened, the newest first, each with the time since the link was begun. */
class Steps {
  readonly #list = element("steps", HTMLOListElement);
  #begun = performance.now();

  restart(): void {
    this.#begun = performance.now();
  }

  add(what: string, kind: "plain" | "good" | "bad" = "plain"): void {
    const item = document.createElement("li");
    item.className = kind;
    const time = document.createElement("time");
    time.textContent = elapsed(performance.now() - this.#begun);
    const words = document.createElement("span");
    words.textContent = what;
    // Long reasons are cut off in the list.
    words.title = what;
    item.append(time, words);
    this.#list.prepend(item);
    while (this.#list.children.length > MAX_STEPS) this.#list.lastElementChild?.remove();
  }
}

function elapsed(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

function measureRoundTrips(link: Link): void {
  const output = element("round-trip", HTMLOutputElement);
  const sparkline = new Sparkline(element("sparkline", SVGSVGElement));
  const measure = async (): Promise<void> => {
    if (document.hidden) return;
    const sent = performance.now();
    const answered = link.connected && (await answers(link));
    const took = performance.now() - sent;
    sparkline.add(answered ? took : undefined);
    output.textContent = answered ? `${took < 10 ? took.toFixed(1) : Math.round(took)} ms` : "–";
  };
  setInterval(() => void measure(), PROBE_EVERY);
  link.on("connect", () => void measure());
}

async function answers(link: Link): Promise<boolean> {
  try {
    await link.timeout(PROBE_TIMEOUT).emitWithAck("echo");
    return true;
  } catch {
    return false;
  }
}
