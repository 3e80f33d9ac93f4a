// Not bundled: the page's import map leads to the module that the server serves.
import { fallback, io, polling, upgrade, webSocket } from "@upwire/sdk";
import { carryOut } from "./command.ts";
import { Driver } from "./driver.ts";

const driver = new Driver({ io, transports: { polling, webSocket, upgrade, fallback } });

globalThis.upwirePage = { run: (command) => carryOut(driver, command) };
