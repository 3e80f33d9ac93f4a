/** @typedef {{ line: number, message: string }} Violation */

const SOURCE = /^(?:protocol|sdk|server|devtools-extension)\/src\/.*\.ts$/;
const CODE = /\.(?:ts|mjs|js|json|html|css)$/;
const VAGUE_NAME = /(?:^|\/)(?:utils?|helpers?|common|types|misc)\.\w+$/;
const EXPORT = /^export (?:default )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|const) \{?(\w+)/;
const CAST = /[\w)\]}"'`] as (?!const\b)/;
/** Imports and exports, also one per line, and comments: there `as` is no cast. */
const RENAMING = /^\s*(?:\*|\/\*|import\b|export (?:type )?[{*]|(?:type )?\w+ as \w+,?$)/;
const SUPPRESSION = /(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)/;
const HOME = /(?:^|["'`\s(=])\/(?:root|home\/\w+|work|Users\/\w+)\//;
const REGISTRY = /"resolved": "https?:/;

/**
 * What a file breaks of the rules that no lint rule covers.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Violation[]}
 */
export function findViolations(path, text) {
  /** @type {Violation[]} */
  const found = [];
  if (VAGUE_NAME.test(path) && CODE.test(path))
    found.push({ line: 1, message: "name the file after the one thing it exports" });
  if (path.endsWith("package-lock.json")) {
    if (REGISTRY.test(text)) found.push({ line: 1, message: "the lockfile holds registry addresses" });
    return found;
  }
  const lines = text.split("\n");
  const rules = SOURCE.test(path)
    ? [suppression, machinePath, undocumentedExport, unexplainedCast]
    : [suppression, machinePath];
  if (!CODE.test(path)) return found;
  for (const [index, line] of lines.entries()) {
    for (const rule of rules) {
      const message = rule(line, lines, index);
      if (message) found.push({ line: index + 1, message });
    }
  }
  return found;
}

/** @param {string} line */
function suppression(line) {
  return SUPPRESSION.test(line) ? "change the code or the rule instead of suppressing it" : undefined;
}

/** @param {string} line */
function machinePath(line) {
  return HOME.test(line) ? "a path of one machine" : undefined;
}

/**
 * @param {string} line
 * @param {readonly string[]} lines
 * @param {number} index
 */
function undocumentedExport(line, lines, index) {
  const name = EXPORT.exec(line)?.[1];
  if (!name) return undefined;
  const above = lines[index - 1] ?? "";
  if (above.trimEnd().endsWith("*/")) return undefined;
  // Overloads and a type with its value of the same name share one sentence.
  const elsewhere = lines.some((other, at) => {
    return at !== index && EXPORT.exec(other)?.[1] === name && (lines[at - 1] ?? "").trimEnd().endsWith("*/");
  });
  return elsewhere ? undefined : `${name} is exported without a sentence saying what it is for`;
}

/**
 * @param {string} line
 * @param {readonly string[]} lines
 * @param {number} index
 */
function unexplainedCast(line, lines, index) {
  const code = line.replace(/\/\/.*$/, "").replace(/"[^"]*"|`[^`]*`/g, '""');
  if (!CAST.test(code) || RENAMING.test(code)) return undefined;
  const explained = lines
    .slice(Math.max(0, index - 6), index + 1)
    .some((near) => near.includes("//") || near.trimEnd().endsWith("*/"));
  return explained ? undefined : "a cast without a comment that says why it is true";
}
