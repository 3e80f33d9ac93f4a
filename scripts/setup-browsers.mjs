import { existsSync } from "node:fs";
import { BROWSERS } from "../e2e/browsers/browsers.mjs";
import { lacksShell } from "../e2e/browsers/chromium.mjs";
import { isDownloaded } from "../e2e/browsers/is-downloaded.mjs";
import { run } from "./run.mjs";

const LONGEST_INSTALLATION = 300_000;

/** @typedef {(typeof BROWSERS)[number]} Browser */

/**
 * What Debian and Ubuntu call each browser and what it needs.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const PACKAGES = {
  Chromium: ["chromium", "chromium-sandbox", "fonts-dejavu-core"],
  Firefox: ["firefox-esr", "fonts-dejavu-core"],
  WebKit: ["webkit2gtk-driver", "xvfb", "fonts-dejavu-core"],
};

/** Set once a download has failed: the next one would come from the same place. */
let downloadsFail = false;
/** Set once the package lists are fresh. */
let listsFresh = false;

for (const browser of BROWSERS) if (!(await setUp(browser))) process.exitCode = 1;
// Where it is not to be had, the specs run in the whole browser and take longer.
if (lacksShell() && hasApt()) await aptInstall(["chromium-headless-shell"]);

/**
 * Tries one way after another until the browser starts, and tells whether it does.
 *
 * @param {Browser} browser
 */
async function setUp({ title, type, attempt }) {
  const packages = PACKAGES[title] ?? [];
  const ways = [
    {
      what: `downloading Playwright's ${title}`,
      possible: () => !downloadsFail && !isDownloaded(type),
      go: async () => {
        downloadsFail = (await playwright("install", type)) !== 0;
      },
    },
    {
      what: `installing the libraries that Playwright's ${title} needs`,
      possible: () => isDownloaded(type) && hasApt(),
      go: () => playwright("install-deps", type),
    },
    {
      what: `installing ${packages.join(", ")} with apt-get`,
      // Playwright's own build would be taken all the same.
      possible: () => !isDownloaded(type) && hasApt(),
      go: () => aptInstall(packages),
    },
  ];
  let trial = await attempt();
  for (const { what, possible, go } of ways) {
    if (trial.works) break;
    if (!possible()) continue;
    console.log(`${title}: ${trial.detail}.`);
    console.log(`${title}: ${what} …`);
    await go();
    trial = await attempt();
  }
  if (trial.works) console.log(`${title}: ${trial.detail}.`);
  else console.error(`${title}: ${trial.detail}.\n${title}: ${advice(type, packages)}`);
  return trial.works;
}

/**
 * @param {Browser["type"]} type
 * @param {readonly string[]} packages
 */
function advice(type, packages) {
  const command = `npx playwright install --with-deps ${type.name()}`;
  return `run \`${command}\`, or install the packages ${packages.join(", ")} (their names on Debian).`;
}

/**
 * @param {string} command
 * @param {Browser["type"]} type
 */
function playwright(command, type) {
  return run("playwright", [command, type.name()], { timeout: LONGEST_INSTALLATION });
}

function hasApt() {
  return existsSync("/usr/bin/apt-get") && (isRoot() || existsSync("/usr/bin/sudo"));
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** @param {readonly string[]} packages */
async function aptInstall(packages) {
  if (!listsFresh) listsFresh = (await apt(["update"])) === 0;
  return apt(["install", "-y", "--no-install-recommends", ...packages]);
}

/** @param {readonly string[]} args */
function apt(args) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, timeout: LONGEST_INSTALLATION };
  // -n: fail instead of asking for a password that nobody is there to type.
  return isRoot() ? run("apt-get", args, options) : run("sudo", ["-n", "apt-get", ...args], options);
}
