import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import UPlot, { type AlignedData, type Options } from "uplot";
import { usePanel } from "../frame/panel-context.ts";
import { useSize } from "../frame/use-size.ts";

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
  const theme = view.theme.value;
  const data = toData(times, series);
  useLayoutEffect(() => {
    if (!box.current || width === 0) return;
    const made = new UPlot(options(box.current, width, series, format), data, box.current);
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.destroy();
    };
    // The data are handed over below, whenever they change.
  }, [width, theme, series.length]);
  useLayoutEffect(() => plot.current?.setData(data));
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {series.length > 1 ? series.map(({ name, tone }) => <Key key={name} name={name} tone={tone} />) : null}
      </figcaption>
      <div
        ref={box}
        class="plot"
        role="img"
        aria-label={`${title} in ${unit}. ${series.map((one) => spoken(one, format)).join(" ")}`}
      />
    </figure>
  );
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

const clockTimes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function clock(seconds: number): string {
  return clockTimes.format(seconds * 1000);
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
      { ...axis, space: 84, size: 22, values: (_plot, values) => values.map((value) => clock(value)) },
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
