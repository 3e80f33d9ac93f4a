import { existsSync } from "node:fs";
import { chromium, firefox, webkit } from "@playwright/test";
import { tryChromium } from "../e2e/browsers/chromium.mjs";
import { tryFirefox } from "../e2e/browsers/firefox.mjs";
import { isDownloaded } from "../e2e/browsers/is-downloaded.mjs";
import { tryWebkit } from "../e2e/browsers/webkit.mjs";
import { run } from "./run.mjs";

const LONGEST_INSTALLATION = 300_000;

/**
 * A browser of the specs. `packages` are what Debian and Ubuntu call it and what it needs.
 *
 * @typedef {{ title: string, type: import("@playwright/test").BrowserType, attempt: typeof tryChromium, packages: string[] }} Browser
 */

/** @type {readonly Browser[]} */
const BROWSERS = [
  {
    title: "Chromium",
    type: chromium,
    attempt: tryChromium,
    packages: ["chromium", "chromium-sandbox", "fonts-dejavu-core"],
  },
  { title: "Firefox", type: firefox, attempt: tryFirefox, packages: ["firefox-esr", "fonts-dejavu-core"] },
  { title: "WebKit", type: webkit, attempt: tryWebkit, packages: ["webkit2gtk-driver", "xvfb", "fonts-dejavu-core"] },
];

/** Set once a download has failed: the next one would come from the same place. */
let downloadsFail = false;
/** Set once the package lists are fresh. */
let listsFresh = false;

for (const browser of BROWSERS) if (!(await setUp(browser))) process.exitCode = 1;

/**
 * Tries one way after another until the browser starts, and tells whether it does.
 *
 * @param {Browser} browser
 */
async function setUp({ title, type, attempt, packages }) {
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
 * @param {import("@playwright/test").BrowserType} type
 * @param {readonly string[]} packages
 */
function advice(type, packages) {
  const command = `npx playwright install --with-deps ${type.name()}`;
  return `run \`${command}\`, or install the packages ${packages.join(", ")} (their names on Debian).`;
}

/**
 * @param {string} command
 * @param {import("@playwright/test").BrowserType} type
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
