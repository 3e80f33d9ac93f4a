import { bundledSdk } from "./bundled-sdk.ts";
import { carryOut } from "./command.ts";
import { Driver } from "./driver.ts";
import { openWorker } from "./page-realms.ts";

const driver = new Driver(bundledSdk);

// A page that connects by itself does so again when the visitor comes back to it.
const transport = new URLSearchParams(location.search).get("connect");
if (transport === "polling" || transport === "websocket") driver.connect(location.origin, { transports: [transport] });

globalThis.upwirePage = {
  run: (command) => carryOut(driver, command),
  async openWorker(kind) {
    Object.assign(this, await openWorker(kind));
  },
};
