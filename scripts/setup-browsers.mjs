import { existsSync } from "node:fs";
import { hasOwnChromium, tryChromium } from "../e2e/chromium.mjs";
import { run } from "./run.mjs";

const PACKAGES = ["chromium", "chromium-sandbox", "fonts-dejavu-core"];

/** Ways to a browser, each tried only when all before it left none that starts. */
const WAYS = [
  {
    title: "downloading Playwright's Chromium",
    possible: () => true,
    go: () => run("playwright", ["install", "chromium"], { timeout: 300_000 }),
  },
  {
    title: "installing the libraries Playwright's Chromium needs",
    possible: () => hasOwnChromium() && hasApt(),
    go: () => run("playwright", ["install-deps", "chromium"], { timeout: 300_000 }),
  },
  { title: `installing ${PACKAGES.join(", ")} with apt-get`, possible: hasApt, go: aptInstall },
];

let trial = await tryChromium();
for (const way of WAYS) {
  if (trial.works) break;
  if (!way.possible()) continue;
  console.log(`Browser: ${trial.detail}.`);
  console.log(`Browser: ${way.title} …`);
  await way.go();
  trial = await tryChromium();
}

if (trial.works) {
  console.log(`Browser: ${trial.detail}.`);
} else {
  console.error(`Browser: ${trial.detail}.`);
  console.error(
    "Install Chromium so that it is /usr/bin/chromium, or run `npx playwright install --with-deps chromium`.",
  );
  process.exitCode = 1;
}

function hasApt() {
  return existsSync("/usr/bin/apt-get") && (isRoot() || existsSync("/usr/bin/sudo"));
}

function isRoot() {
  return process.getuid?.() === 0;
}

async function aptInstall() {
  await apt(["update"]);
  return apt(["install", "-y", "--no-install-recommends", ...PACKAGES]);
}

/** @param {string[]} args */
function apt(args) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // -n: fail instead of asking for a password that nobody is there to type.
  return isRoot() ? run("apt-get", args, { env }) : run("sudo", ["-n", "apt-get", ...args], { env });
}
