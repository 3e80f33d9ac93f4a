import { bundledSdk } from "./bundled-sdk.ts";
import { Driver } from "./driver.ts";
import { serve } from "./port.ts";

const driver = new Driver(bundledSdk);

globalThis.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (!port) return;
  serve(port, driver);
  // True because in a service worker it is an ExtendableMessageEvent; the types of this project are those of a window.
  const { waitUntil } = event as unknown as { waitUntil: (work: Promise<unknown>) => void };
  // The browser may otherwise end the worker between two messages; it still does when this has lasted too long.
  waitUntil.call(event, new Promise(() => undefined));
});
