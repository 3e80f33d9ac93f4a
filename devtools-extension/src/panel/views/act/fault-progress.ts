/** How far the page is with the faults that the reader wants, as its taps have confirmed it. */
export interface FaultProgress {
  readonly state: "off" | "switching on" | "on" | "switching off" | "refused";
  /** Why they were refused. */
  readonly message?: string;
}

/** The same in words; empty where there is nothing to tell. */
export function faultWords({ state, message }: FaultProgress): string {
  switch (state) {
    case "off":
      return "";
    case "on":
      return "Faults on";
    case "switching on":
      return "Faults wait for the page";
    case "switching off":
      return "Faults are being switched off";
    case "refused":
      return `Faults refused: ${message ?? ""}`;
  }
}
