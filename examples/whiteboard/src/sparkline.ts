const WIDTH = 120;
const HEIGHT = 32;
const SAMPLES = 40;
/** Milliseconds the picture is high at least, so that the noise of a good line looks like the good line it is. */
const LEAST_RANGE = 20;

/** A small curve of the last round trips; a lost one is a gap. */
export class Sparkline {
  readonly #line: SVGPathElement | null;
  readonly #area: SVGPathElement | null;
  readonly #samples: (number | undefined)[] = [];

  constructor(picture: SVGElement) {
    this.#line = picture.querySelector<SVGPathElement>(".line");
    this.#area = picture.querySelector<SVGPathElement>(".area");
  }

  /** Adds a round trip in milliseconds, or undefined for one that never came back. */
  add(sample: number | undefined): void {
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    const runs = this.#runs();
    this.#line?.setAttribute("d", runs.map((run) => `M${run.map((point) => point.join(" ")).join("L")}`).join(""));
    this.#area?.setAttribute("d", runs.map(areaBelow).join(""));
  }

  #runs(): [x: number, y: number][][] {
    const most = Math.max(LEAST_RANGE, ...this.#samples.map((sample) => sample ?? 0));
    const first = SAMPLES - this.#samples.length;
    const runs: [x: number, y: number][][] = [[]];
    for (const [index, sample] of this.#samples.entries()) {
      const x = ((first + index) / (SAMPLES - 1)) * WIDTH;
      if (sample === undefined) runs.push([]);
      else runs.at(-1)?.push([x, HEIGHT - 2 - (sample / most) * (HEIGHT - 6)]);
    }
    return runs.filter((run) => run.length > 1);
  }
}

function areaBelow(run: readonly [x: number, y: number][]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return "";
  return `M${first[0]} ${HEIGHT}L${run.map((point) => point.join(" ")).join("L")}L${last[0]} ${HEIGHT}Z`;
}
