import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const PROTOCOL = fileURLToPath(new URL("../../protocol/src", import.meta.url));

const PAGES = [
  "devtools/devtools.html",
  "popup/popup.html",
  "shells/extension/panel.html",
  "shells/standalone/standalone.html",
];

/**
 * The pages of the extension, with what they share in files of its own.
 *
 * @param {string} outDir
 */
export async function buildPages(outDir) {
  await bundle(outDir, {
    // Nothing inline, which the policy forbids.
    assetsInlineLimit: 0,
    rolldownOptions: { input: PAGES.map((page) => join(SRC, page)) },
  });
}

/**
 * One classic script with everything in it.
 *
 * @param {string} name
 * @param {string} entry
 * @param {string} outDir
 */
export async function buildScript(name, entry, outDir) {
  await bundle(outDir, {
    cssCodeSplit: false,
    rolldownOptions: {
      input: join(SRC, entry),
      // Vite asks it where it is when it loads a part later; here there are no parts.
      transform: { define: { "import.meta": "{}" } },
      output: { format: "iife", entryFileNames: `${name}.js`, codeSplitting: false, ...GUARDS[name] },
    },
  });
}

/**
 * What goes around a script. Where a page has been at a document before the tap, as at a frame that it has just made, anything may
 * fail, and then the page is not to hear of it.
 *
 * @type {Readonly<Record<string, { readonly banner: string, readonly footer: string }>>}
 */
const GUARDS = { tap: { banner: "try {", footer: "} catch {}" } };

/**
 * Builds with what all of it is built with. Nothing is minified: reviewers of browser shops read it.
 *
 * @param {string} outDir
 * @param {import("vite").BuildEnvironmentOptions} options
 */
async function bundle(outDir, options) {
  await build({
    root: SRC,
    base: "/",
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    resolve: {
      alias: [
        { find: /^@upwire\/protocol$/, replacement: join(PROTOCOL, "index.ts") },
        { find: /^@upwire\/protocol\/eio3$/, replacement: join(PROTOCOL, "eio3.ts") },
      ],
    },
    plugins: [textOnly()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      target: "es2022",
      outDir,
      emptyOutDir: false,
      minify: false,
      // Without it there is no request for a module from a script, which the policy forbids.
      modulePreload: false,
      ...options,
    },
  });
}

/** Where Preact sets markup, if a component wants that. */
const SETS_MARKUP = /\.innerHTML\s*=(?!=)/g;

/**
 * Has Preact set text where it would set markup: what a page sends is shown, so markup must not be possible even by mistake.
 *
 * @returns {import("vite").Plugin}
 */
function textOnly() {
  return {
    name: "upwire-text-only",
    transform(code, id) {
      if (!/\/preact\/dist\/preact\.\w+$/.test(id)) return undefined;
      if (!SETS_MARKUP.test(code))
        throw new Error("Preact sets markup in another way than it did: look at its source.");
      return { code: code.replaceAll(SETS_MARKUP, ".textContent="), map: null };
    },
  };
}
