import { useEffect, useState } from "preact/hooks";
import type { Hint } from "../../store/hint.ts";
import { usePanel } from "./panel-context.ts";

/** How often hints are looked for; they are about seconds, not frames. */
const INTERVAL = 500;

/** The problems in the traffic, looked for twice a second while something comes and somebody looks. */
export function useHints(): readonly Hint[] {
  const { model } = usePanel();
  const [hints, setHints] = useState<readonly Hint[]>([]);
  useEffect(() => {
    let seen = "";
    const look = (): void => {
      if (document.hidden) return;
      const found = model.hints(Date.now());
      const now = found.map(({ code, connection, count }) => `${code} ${connection} ${count}`).join("\n");
      if (now === seen) return;
      seen = now;
      setHints([...found]);
    };
    look();
    const timer = setInterval(look, INTERVAL);
    return () => clearInterval(timer);
  }, [model]);
  return hints;
}
