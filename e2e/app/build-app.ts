import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Tells the workers, whose environment is that of the process in which the global set-up ran. */
const FOLDER = "UPWIRE_E2E_APP";

const PAGES = ["window.html", "script-tag.html", "import-map.html", "official-client.html", "official-client-2.html"];
const WORKERS = ["worker.ts", "shared-worker.ts", "service-worker.ts"];

/** Where the pages and workers are, in a folder that this run has for itself. */
export function appFolder(): string {
  const folder = process.env[FOLDER];
  if (folder === undefined) throw new Error("the pages are built by Playwright's global set-up, which has not run");
  return folder;
}

/**
 * Builds the pages and workers with Vite, once for a whole run, and returns what removes them. `@upwire/sdk` is taken from
 * its package as published.
 */
export default async function buildApp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "upwire-e2e-"));
  process.env[FOLDER] = folder;
  await build({
    root: at("."),
    configFile: false,
    logLevel: "warn",
    build: {
      target: "es2022",
      outDir: folder,
      emptyOutDir: true,
      modulePreload: false,
      rolldownOptions: {
        input: [...PAGES, ...WORKERS].map(at),
        external: (id, importer) => id === "@upwire/sdk" && importer === at("import-map.ts"),
        // A worker is started by its name, and a service worker answers for the folder it lies in.
        output: { entryFileNames: "[name].js" },
      },
    },
  });
  return async () => rm(folder, { recursive: true, force: true });
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
