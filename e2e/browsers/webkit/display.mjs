import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { GuardedProcess } from "./guarded-process.mjs";

/** Room for the windows of the specs, which lie over one another. */
const SCREEN = "1920x1200x24";

/** Whether there is a display, or the program that makes one. */
export function canOpenDisplay() {
  const { DISPLAY, PATH = "" } = process.env;
  return Boolean(DISPLAY) || PATH.split(delimiter).some((folder) => existsSync(join(folder, "Xvfb")));
}

/**
 * The display that browsers are to use: the one there is, else a new one that nobody sees.
 *
 * @returns {Promise<{ name: string, close: () => Promise<void> }>}
 */
export async function openDisplay() {
  const { DISPLAY } = process.env;
  if (DISPLAY) return { name: DISPLAY, close: async () => undefined };
  const server = await GuardedProcess.start("Xvfb", ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
  // It picks a free number, and says which when it is ready.
  for await (const number of createInterface({ input: server.output })) {
    return { name: `:${number}`, close: async () => server.stop() };
  }
  await server.stop();
  throw new Error(`Xvfb does not start: ${server.errors}`);
}
