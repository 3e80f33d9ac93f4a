/** Packets of one direction closer together than this show as one. */
const LEAST_GAP = 90;
const FLIGHT = 520;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** The line between "You" and "Server", along which packets fly as dots. */
export class Wire {
  readonly #line: Element;
  readonly #last = { in: 0, out: 0 };

  constructor(wire: HTMLElement) {
    const line = wire.querySelector(".wire-line");
    if (!line) throw new TypeError("index.html has no .wire-line in the wire");
    this.#line = line;
  }

  /** Lets a packet fly, unless the visitor wants things to stand still. */
  packet(direction: "in" | "out"): void {
    const now = performance.now();
    if (now - this.#last[direction] < LEAST_GAP || document.hidden || CALM.matches) return;
    this.#last[direction] = now;
    const dot = document.createElement("i");
    dot.className = `dot ${direction}`;
    this.#line.append(dot);
    const [from, to] = direction === "out" ? ["0%", "100%"] : ["100%", "0%"];
    const flight = dot.animate([{ left: from }, { left: to }], { duration: FLIGHT, easing: "cubic-bezier(.4,0,.4,1)" });
    flight.onfinish = () => dot.remove();
  }
}
