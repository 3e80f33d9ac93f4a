import { render } from "preact";
import type { Source } from "../bridge/source.ts";
import { Store } from "./store/store.ts";
import type { OpenPage, Session } from "./views/frame/panel-context.ts";
import { adoptStyles } from "./views/frame/adopt-styles.ts";
import { followSystem } from "./views/frame/follow-system.ts";
import { FrameClock } from "./views/frame/frame-clock.ts";
import { keepPreferences, type Preferences } from "./views/frame/keep-preferences.ts";
import { Root } from "./views/frame/root.tsx";
import { type Theme, viewState } from "./views/frame/view-state.ts";

/** What a panel is mounted with. */
export interface PanelOptions {
  readonly source: Source;
  /** Default a new one. */
  readonly store?: Store;
  /** Default that of the system. */
  readonly theme?: Theme;
  /** Where the reader's choices are kept, such as `localStorage`; nowhere by default. */
  readonly preferences?: Preferences;
  /** Opens a recording in a page of its own. A plain page has no such page to open, and a panel in it no button for it. */
  readonly openPage?: OpenPage;
  /** A recording to show as soon as it is here. */
  readonly file?: Promise<File>;
}

/** A panel that is on a page. */
export interface MountedPanel {
  /** Says which colours the tools around the panel have; a choice of the reader goes before it. */
  setTheme(theme: "light" | "dark"): void;
  /** Says whether the panel is in sight; while it is not, it draws nothing. */
  setVisible(visible: boolean): void;
  /** Takes the panel away and stops its source. */
  unmount(): void;
}

/** Shows a panel in an element, which it fills. Its styles go into the document or shadow root that the element is in. */
export function mountPanel(element: HTMLElement, options: PanelOptions): MountedPanel {
  const view = viewState();
  const clock = new FrameClock(window);
  const live: Session = { source: options.source, model: options.store ?? new Store() };
  const forget = options.preferences ? keepPreferences(view, options.preferences) : undefined;
  if (options.theme !== undefined && options.theme !== "system") view.around.value = options.theme;
  const leaveSystem = followSystem(view, matchMedia("(prefers-color-scheme: dark)"));
  const dropStyles = adoptStyles(element);
  render(<Root live={live} view={view} clock={clock} openPage={options.openPage} file={options.file} />, element);
  return {
    setTheme: (theme) => {
      view.around.value = theme;
    },
    setVisible: (visible) => clock.setVisible(visible),
    unmount() {
      render(null, element);
      clock.stop();
      forget?.();
      leaveSystem();
      dropStyles();
    },
  };
}
