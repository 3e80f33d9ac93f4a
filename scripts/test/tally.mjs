/**
 * What a stage counted. A skipped test is a failure unless it says which real thing is missing: by the note or annotation
 * it was skipped with, or by its title ("needs redis-server"). Such tests are in `missing`, by what is missing, and count
 * neither way. What passed only when it was repeated is in `repeated` besides.
 *
 * @typedef {{ passed: number, failures: string[], missing: string[], repeated: string[] }} Tally
 */

const NEEDS = /\bneeds\s+\S+/i;

/** @returns {Tally} */
export function emptyTally() {
  return { passed: 0, failures: [], missing: [], repeated: [] };
}

/**
 * Counts a skipped test by what it says about itself.
 *
 * @param {Tally} tally
 * @param {string} title
 * @param {string} [reason]
 */
export function addSkipped(tally, title, reason = "") {
  if (reason !== "") tally.missing.push(reason);
  else if (NEEDS.test(title)) tally.missing.push(title);
  else tally.failures.push(`${title} was skipped without saying what is missing`);
}
