import { bundledSdk } from "./bundled-sdk.ts";
import { Driver } from "./driver.ts";
import { serve } from "./port.ts";

const driver = new Driver(bundledSdk);

globalThis.addEventListener("message", ({ ports: [port] }) => {
  if (port) serve(port, driver);
});
