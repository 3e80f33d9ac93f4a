import type { Ink } from "./events.ts";

const NAMES = ["Ink", "Blue", "Coral", "Green", "Violet", "Amber"];

/** The names of the inks, in order. */
export const inkNames: readonly string[] = NAMES;

/** The custom property that holds an ink's colour in the present theme. */
export function inkVariable(ink: Ink): string {
  return `--ink-${ink % NAMES.length}`;
}

/** An ink's colour as the page's theme has it now, for canvases, which know no custom properties. */
export function inkColour(ink: Ink): string {
  return getComputedStyle(document.documentElement).getPropertyValue(inkVariable(ink));
}
