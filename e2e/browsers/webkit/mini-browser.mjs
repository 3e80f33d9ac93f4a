import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { GuardedProcess } from "./guarded-process.mjs";
import { InspectorClient } from "./inspector-client.mjs";

/** How long it may take to start. */
const PATIENCE = 30_000;
/** It does not say when its inspector listens. */
const TRY_EVERY = 10;

const SETTINGS = {
  // Without graphics hardware it composes a frame in seconds, and paints one in milliseconds.
  WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  // Both are written behind the program's back, into a folder that may be gone.
  MESA_SHADER_CACHE_DISABLE: "true",
  GSETTINGS_BACKEND: "memory",
  // No services of a desktop: they would be started, and outlive the program.
  GIO_USE_VFS: "local",
  NO_AT_BRIDGE: "1",
  DBUS_SESSION_BUS_ADDRESS: "disabled:",
};

/** A running MiniBrowser of WebKitGTK and a connection to its inspectors. All its windows share one private session. */
export class MiniBrowser {
  #process;
  /** The inspectors of its windows. */
  inspector;

  /**
   * @param {GuardedProcess} process
   * @param {InspectorClient} inspector
   */
  constructor(process, inspector) {
    this.#process = process;
    this.inspector = inspector;
  }

  /**
   * Starts one with one window.
   *
   * @param {string} path
   * @param {{ display: string, ignoreTlsErrors: boolean }} options
   */
  static async start(path, { display, ignoreTlsErrors }) {
    const port = await freePort();
    const args = ["--private", ...(ignoreTlsErrors ? ["--ignore-tls-errors"] : []), "about:blank"];
    const env = { ...SETTINGS, DISPLAY: display, WEBKIT_INSPECTOR_SERVER: `127.0.0.1:${port}` };
    const browser = await GuardedProcess.start(path, args, env);
    const deadline = Date.now() + PATIENCE;
    browser.output.resume();
    while (!browser.output.readableEnded && Date.now() < deadline) {
      const inspector = await InspectorClient.connect(port);
      if (inspector) return new MiniBrowser(browser, inspector);
      await setTimeout(TRY_EVERY);
    }
    await browser.stop();
    throw new Error(`MiniBrowser (${path}) does not start: ${browser.errors}`);
  }

  /** The last of what it has complained about. */
  get errors() {
    return this.#process.errors;
  }

  /** Ends it with all its windows. */
  async stop() {
    this.inspector.close();
    await this.#process.stop();
  }
}

/**
 * Which WebKitGTK it belongs to, as far as it says so.
 *
 * @param {string} path
 * @param {string} display which it wants even for this
 */
export async function webkitVersion(path, display) {
  const env = { ...process.env, ...SETTINGS, DISPLAY: display };
  const said = await promisify(execFile)(path, ["--version"], { env, timeout: PATIENCE }).catch(() => undefined);
  return /[\d.]+/.exec(said?.stdout ?? "")?.[0] ?? "unknown";
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  server.close();
  await once(server, "close");
  return address.port;
}
