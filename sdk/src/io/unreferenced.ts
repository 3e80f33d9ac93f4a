import type { Clock } from "../clock.ts";

/** A clock whose timers do not keep a Node process alive. */
export function unreferenced(clock: Clock): Clock {
  return {
    performance: clock.performance,
    setTimeout(callback, delay) {
      const timer = clock.setTimeout(callback, delay);
      if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function")
        timer.unref();
      return timer;
    },
    clearTimeout: (timer) => clock.clearTimeout(timer),
  };
}
