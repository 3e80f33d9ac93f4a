import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { root } from "./root.mjs";

/** Modules get everything by name, as from the package; a script tag gets the one global. */
const MODULE = join(root, "sdk/src/index.ts");
const GLOBAL = join(root, "sdk/src/browser.ts");
const OUT = join(root, "sdk/dist");
const SERVED = join(root, "server/client");

/** A script tag's bundle has the default export alone, so that the global is `io` itself and not a namespace with `io` in it. */
const SCRIPT_TAG = "virtual:script-tag";

/** What is built, and under which name `@upwire/server` serves it (Socket.IO's own names). */
const BUNDLES = [
  { format: "iife", minify: false, file: "upwire.js", served: "socket.io.js" },
  { format: "iife", minify: true, file: "upwire.min.js", served: "socket.io.min.js" },
  { format: "es", minify: false, file: "upwire.esm.js", served: "socket.io.esm.js" },
  { format: "es", minify: true, file: "upwire.esm.min.js", served: "socket.io.esm.min.js" },
];

const { version } = JSON.parse(await readFile(join(root, "sdk/package.json"), "utf8"));
const banner = `/*! Upwire ${version} | MIT License */`;

await mkdir(SERVED, { recursive: true });
for (const bundle of BUNDLES) {
  await bundleBrowser(bundle);
  await serveAs(bundle.file, bundle.served);
}

/** @param {{ format: string, minify: boolean, file: string }} bundle */
async function bundleBrowser({ format, minify, file }) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [scriptTag()],
    resolve: {
      alias: [
        { find: /^@upwire\/protocol$/, replacement: join(root, "protocol/src/index.ts") },
        { find: /^@upwire\/protocol\/eio3$/, replacement: join(root, "protocol/src/eio3.ts") },
        {
          find: /^#runtime$/,
          replacement: join(root, "sdk/src/runtime/browser.ts"),
        },
      ],
    },
    build: {
      target: "es2022",
      outDir: OUT,
      emptyOutDir: false,
      copyPublicDir: false,
      sourcemap: true,
      minify,
      rolldownOptions: {
        input: format === "iife" ? SCRIPT_TAG : MODULE,
        preserveEntrySignatures: "strict",
        output: {
          format: format === "iife" ? "iife" : "es",
          entryFileNames: file,
          codeSplitting: false,
          postBanner: banner,
          ...(format === "iife" ? { name: "io", exports: "default" } : {}),
        },
      },
    },
  });
}

/** @returns {import("vite").Plugin} */
function scriptTag() {
  return {
    name: "upwire-script-tag",
    resolveId: (id) => (id === SCRIPT_TAG ? `\0${SCRIPT_TAG}` : undefined),
    load: (id) => (id === `\0${SCRIPT_TAG}` ? `export { default } from ${JSON.stringify(GLOBAL)};` : undefined),
  };
}

/**
 * @param {string} file
 * @param {string} served
 */
async function serveAs(file, served) {
  const code = await readFile(join(OUT, file), "utf8");
  await writeFile(join(SERVED, served), code.replace(`sourceMappingURL=${file}.map`, `sourceMappingURL=${served}.map`));
  await copyFile(join(OUT, `${file}.map`), join(SERVED, `${served}.map`));
}
