import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Where the pages and workers are when they are built. */
export const APP_FOLDER: string = at("dist");

const PAGES = ["window.html", "script-tag.html", "import-map.html", "official-client.html"];
const WORKERS = ["worker.ts", "shared-worker.ts", "service-worker.ts"];

/** Builds the pages and workers with Vite, once for a whole run: `@upwire/sdk` is taken from its package as published. */
export default async function buildApp(): Promise<void> {
  await build({
    root: at("."),
    configFile: false,
    logLevel: "warn",
    build: {
      target: "es2022",
      outDir: APP_FOLDER,
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
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
