import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { transformWithOxc } from "vite";

const root = fileURLToPath(new URL("../../../", import.meta.url));
// Below node_modules, so that the examples find the packages as their readers do.
const folder = join(root, "node_modules/.cache/upwire-readme");

let written = 0;

/** The TypeScript examples of one of the repository's documents, in order. */
export async function examplesOf(document: string): Promise<readonly string[]> {
  const text = await readFile(join(root, document), "utf8");
  return Array.from(text.matchAll(/^( *)```ts\n(.*?)^\1```$/gms), ([, indent = "", code = ""]) =>
    code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

/** What an example needs to run as a module of its own. */
export interface Stage {
  /** What the text around the example has introduced, by name. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Pieces of the example that name the reader's hosts and ports, and what stands for them here. */
  readonly instead?: Readonly<Record<string, string | number>>;
  /** The example's own variables that the test looks at. */
  readonly exports?: readonly string[];
}

/** Runs an example as it stands in its document and returns the variables the stage asks for. */
export async function run(example: string, stage: Stage): Promise<Record<string, unknown>> {
  const { given = {}, instead = {}, exports = [] } = stage;
  let code = example;
  for (const [piece, replacement] of Object.entries(instead)) {
    if (!code.includes(piece)) throw new Error(`The example no longer has ${piece}, for which something stands here.`);
    code = code.replaceAll(piece, String(replacement));
  }
  const file = join(folder, `${++written}-${process.pid}.mjs`);
  const key = `readme ${file}`;
  const names = Object.keys(given).join(", ");
  const prelude = names && `const { ${names} } = globalThis[${JSON.stringify(key)}];\n`;
  const { code: script } = await transformWithOxc(
    `${prelude}${code}\nexport { ${exports.join(", ")} };\n`,
    `${file}.ts`,
  );
  await mkdir(folder, { recursive: true });
  await writeFile(file, script);
  Reflect.set(globalThis, key, given);
  try {
    // A module of unknown exports, each looked at by the test that asked for it.
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  } finally {
    Reflect.deleteProperty(globalThis, key);
    await rm(file);
  }
}

/** Compiles examples with the strictest flags; `prelude` declares what the text around them has introduced. Returns tsc's complaints. */
export async function complaints(
  examples: readonly { readonly code: string; readonly prelude: string }[],
): Promise<string> {
  const project = join(folder, `types-${process.pid}`);
  await mkdir(project, { recursive: true });
  try {
    const config = {
      extends: join(root, "tsconfig.test.json"),
      compilerOptions: {
        composite: false,
        noEmit: true,
        noUnusedLocals: false,
        noUnusedParameters: false,
        lib: ["es2023", "dom"],
      },
      include: ["*.ts"],
    };
    await writeFile(join(project, "tsconfig.json"), JSON.stringify(config));
    for (const [index, { code, prelude }] of examples.entries()) {
      await writeFile(join(project, `example-${index + 1}.ts`), `${prelude}\n${code}\nexport {};\n`);
    }
    const tsc = join(root, "node_modules/.bin/tsc");
    await promisify(execFile)(tsc, ["-p", project], { cwd: project });
    return "";
  } catch (error) {
    const { stdout } = error as { stdout?: string }; // What `execFile` rejects with has the output of the process.
    if (stdout === undefined) throw error;
    return stdout;
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
