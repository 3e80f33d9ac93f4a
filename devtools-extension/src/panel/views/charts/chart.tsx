import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type UPlot from "uplot";
import type { AlignedData, Options } from "uplot";
import { usePanel } from "../frame/panel-context.ts";
import { useSize } from "../frame/use-size.ts";
import { clockTime } from "../text/format-time.ts";
import { loadPlot } from "./load-plot.ts";

/** A line or a row of bars of a chart. */
export interface Series {
  readonly name: string;
  readonly tone: "in" | "out" | "plain";
  readonly values: readonly (number | null)[];
  readonly points?: boolean;
}

const HEIGHT = 132;

/** Values over time; its title, newest and highest values are there as text for who does not see it. */
export function Chart(props: {
  readonly title: string;
  readonly unit: string;
  /** In seconds since the epoch, rising. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}): JSX.Element {
  const { title, unit, times, series, format } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const { width } = useSize(box);
  const { view } = usePanel();
  const colors = view.colors.value;
  const data = toData(times, series);
  const { Plot, failed } = usePlot();
  useLayoutEffect(() => {
    if (!Plot || !box.current || width === 0) return;
    const made = new Plot(options(box.current, width, series, format), data, box.current);
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.destroy();
    };
    // The colours are read once, and the data handed over below, whenever they change.
  }, [Plot, width, colors, series.length]);
  useLayoutEffect(() => plot.current?.setData(data));
  const spokenAll = series.map((one) => spoken(one, format)).join(" ");
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {series.length > 1 ? series.map(({ name, tone }) => <Key key={name} name={name} tone={tone} />) : null}
      </figcaption>
      <div ref={box} class="plot" role="img" aria-label={`${title} in ${unit}. ${spokenAll}`}>
        {failed ? spokenAll : null}
      </div>
    </figure>
  );
}

interface LoadedPlot {
  readonly Plot: typeof UPlot | undefined;
  readonly failed: boolean;
}

function usePlot(): LoadedPlot {
  const [loaded, setLoaded] = useState<LoadedPlot>({ Plot: undefined, failed: false });
  useEffect(() => {
    void loadPlot().then((Plot) => setLoaded({ Plot, failed: Plot === undefined }));
  }, []);
  return loaded;
}

function Key({ name, tone }: { readonly name: string; readonly tone: Series["tone"] }): JSX.Element {
  return <span class={`key ${tone}`}>{name}</span>;
}

function spoken({ name, values }: Series, format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return `${name}: nothing yet.`;
  return `${name}: ${format(last)} now, ${format(known.reduce((most, value) => Math.max(most, value), 0))} at most.`;
}

/** The times of day at the marks, with as much of the second as tells them apart. */
function clocks(seconds: readonly number[]): string[] {
  const [first = 0, second = Number.POSITIVE_INFINITY] = seconds;
  const fine = second - first < 1;
  return seconds.map((at) => (fine ? clockTime(at * 1000).slice(3, -1) : clockTime(at * 1000).slice(0, -4)));
}

function toData(times: readonly number[], series: readonly Series[]): AlignedData {
  return [[...times], ...series.map(({ values }) => [...values])];
}

function options(
  element: HTMLElement,
  width: number,
  series: readonly Series[],
  format: (value: number) => string,
): Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--quiet"),
    font: "10px system-ui, sans-serif",
    grid: { stroke: color("--rule"), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 8, 0, 0],
    scales: { y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, space: 84, size: 22, values: (_plot, values) => clocks(values) },
      { ...axis, space: 26, size: 58, values: (_plot, values) => values.map((value) => format(value)) },
    ],
    series: [
      {},
      ...series.map(({ name, tone, points }) => ({
        label: name,
        stroke: color(`--${tone === "plain" ? "accent" : tone}`),
        width: 1.5,
        ...(tone === "out" ? { dash: [6, 3] } : {}),
        points: { show: points === true, size: 5 },
      })),
    ],
  };
}
