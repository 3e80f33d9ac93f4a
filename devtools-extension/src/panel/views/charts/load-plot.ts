import type UPlot from "uplot";

let loading: Promise<typeof UPlot | undefined> | undefined;

/** The chart library, loaded with the first chart; undefined in a browser without a locale, in which it cannot be loaded. */
export async function loadPlot(): Promise<typeof UPlot | undefined> {
  loading ??= import("uplot").then(
    ({ default: plot }) => plot,
    () => undefined,
  );
  return loading;
}
