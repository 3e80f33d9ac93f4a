import type { JSX } from "preact";
import { Dialog } from "./dialog.tsx";
import { SHORTCUTS } from "./panel-keys.ts";

/** The shortcuts, by where they work. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const places = [...new Set(SHORTCUTS.map(({ where }) => where))];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {places.map((place) => (
        <section key={place}>
          <h3>{place}</h3>
          <dl class="shortcuts">
            {SHORTCUTS.filter(({ where }) => where === place).map(({ keys, does }) => (
              <div key={keys}>
                <dt>
                  {keys.split(" ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
