/** Where the tap stands in a page: the SDK announces its clients to this function, and `connect` gives a port to the tap. */
export const TAP_SYMBOL: symbol = Symbol.for("upwire.devtools");

/** What the tap puts at `TAP_SYMBOL`. */
export interface TapHook {
  /** Takes a client of `@upwire/sdk` that was made in this realm. */
  (client: object): void;
  /** A new port to the tap, on which `FromTap` and `ToTap` go as pieces. */
  connect(): MessagePort;
}

/** A port to the tap of this very page, for a panel that runs in the page itself; undefined where no tap has been installed. */
export function connectToTap(): MessagePort | undefined {
  const hook: unknown = Reflect.get(globalThis, TAP_SYMBOL);
  // True as far as the check goes; whoever else sits at the symbol is told apart by the missing `connect`.
  return typeof hook === "function" && "connect" in hook ? (hook as unknown as TapHook).connect() : undefined;
}
