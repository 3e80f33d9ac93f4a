import { bundledSdk } from "./bundled-sdk.ts";
import { Driver } from "./driver.ts";
import { serve } from "./port.ts";

const driver = new Driver(bundledSdk);

globalThis.addEventListener("connect", (event) => {
  // True because in a SharedWorker it is a MessageEvent; the types of this project are those of a window.
  const [entrance] = (event as MessageEvent).ports;
  if (!entrance) return;
  entrance.onmessage = ({ ports: [port] }) => {
    if (port) serve(port, driver);
  };
});
