import type { Io } from "@upwire/sdk";
import { carryOut } from "./command.ts";
import { Driver } from "./driver.ts";

declare global {
  /** Put there by the script that the server serves. */
  var io: Io;
}

const driver = new Driver({ io: globalThis.io });

globalThis.upwirePage = { run: (command) => carryOut(driver, command) };
