import { bundledSdk } from "./bundled-sdk.ts";
import { carryOut } from "./command.ts";
import { Driver } from "./driver.ts";
import { openWorker } from "./page-realms.ts";

const driver = new Driver(bundledSdk);

globalThis.upwirePage = {
  run: (command) => carryOut(driver, command),
  async openWorker(kind) {
    Object.assign(this, await openWorker(kind));
  },
};
