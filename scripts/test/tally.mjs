/**
 * What a stage counted. A skipped test is a failure unless its title or annotation names the real thing that is missing
 * ("needs redis-server"): such tests are listed in `missing` and count neither way.
 *
 * @typedef {{ passed: number, failures: string[], missing: string[] }} Tally
 */

/** Words that tell a test which cannot run here from one that somebody switched off. */
const NEEDS = /\bneeds\s+\S+/i;

/** @returns {Tally} */
export function emptyTally() {
  return { passed: 0, failures: [], missing: [] };
}

/**
 * Counts a skipped test by what it says about itself.
 *
 * @param {Tally} tally
 * @param {string} title
 * @param {string} [reason]
 */
export function addSkipped(tally, title, reason = "") {
  const said = reason ? `${title} (${reason})` : title;
  if (NEEDS.test(said)) tally.missing.push(said);
  else tally.failures.push(`${said} was skipped without naming what it needs`);
}
