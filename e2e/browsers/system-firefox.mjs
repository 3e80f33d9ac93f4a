import { existsSync } from "node:fs";

const SYSTEM = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** Where the system's Firefox is. */
export function systemFirefox() {
  return SYSTEM.find((path) => existsSync(path));
}
