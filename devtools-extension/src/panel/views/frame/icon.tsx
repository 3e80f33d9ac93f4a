import type { JSX } from "preact";

/** The strokes of each icon in a square of 16. */
const PATHS = {
  pause: "M5.5 3v10M10.5 3v10",
  resume: "M5 3l8 5-8 5z",
  clear: "M3.8 3.8l8.4 8.4M8 14A6 6 0 108 2a6 6 0 000 12z",
  follow: "M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10",
  preserve: "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 015 0v2",
  filter: "M2 3.5h12L9.5 9v4.5l-3-1.5V9z",
  search: "M7 11.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM10.5 10.5L14 14",
  export: "M8 10V2M4.8 5L8 1.8 11.2 5M2.5 10v3.5h11V10",
  import: "M8 2v8M4.8 7L8 10.2 11.2 7M2.5 10v3.5h11V10",
  help: "M6 6.2a2 2 0 113 1.7c-.7.4-1 .8-1 1.6M8 11.6v.4M8 14.5a6.5 6.5 0 100-13 6.5 6.5 0 000 13z",
  theme:
    "M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M3.6 12.4l1-1M11.4 4.6l1-1M8 11a3 3 0 100-6 3 3 0 000 6z",
  sidebar: "M2 3h12v10H2zM6 3v10",
  bookmark: "M4.5 2.5h7v11L8 10.8l-3.5 2.7z",
  close: "M4 4l8 8M12 4l-8 8",
  faults: "M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  warning: "M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.6v.3",
  open: "M9 2.5h4.5V7M13.5 2.5L8 8M6.5 4h-4v9.5H12v-4",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** A small picture beside or instead of words; says nothing to a screen reader. */
export function Icon({ name, filled = false }: { readonly name: IconName; readonly filled?: boolean }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill={filled ? "currentColor" : "none"} />
    </svg>
  );
}
