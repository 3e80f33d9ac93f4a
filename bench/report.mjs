/** @typedef {import("./statistics.mjs").Spread} Spread */

/**
 * Everything that a run found out.
 * @typedef {object} Report
 * @property {ReturnType<typeof import("./machine.mjs").machine>} machine
 * @property {number} rounds
 * @property {readonly string[]} peers
 * @property {import("./results.mjs").ServerResult[]} servers
 * @property {import("./results.mjs").CodecResult[]} codecs
 * @property {import("./bundle-size.mjs").BundleSize[]} bundles
 */

const number = (/** @type {number} */ value) => (value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0));

/** @param {Spread | undefined} spread */
function cell(spread) {
  return spread ? `${spread.median.toFixed(2)} (${spread.min.toFixed(2)}–${spread.max.toFixed(2)})` : "";
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** Which of the stated targets that were measured are held, by median. @param {Report} report */
function verdict({ servers, bundles }) {
  const rows = [
    ...servers.map(({ title, target, peers }) => ({ title, target, value: peers["upwire"]?.ratio?.median })),
    ...bundles.map(({ title, limit, gzip }) => ({ title: `bundle ${title}`, target: limit, value: gzip })),
  ];
  let held = 0;
  const missed = [];
  for (const { title, target, value } of rows) {
    if (target === undefined || value === undefined) continue;
    if (value <= target) held++;
    else missed.push(title);
  }
  return `Stated targets held: ${held} of ${held + missed.length}.${missed.length > 0 ? ` Missed: ${missed.join("; ")}.` : ""}`;
}

/** @param {Report} report */
function serverTable({ servers, peers }) {
  const others = peers.filter((peer) => peer !== "ws" && peer !== "upwire");
  const rows = servers.map(({ title, unit, target, expectedFloor, peers: found }) => {
    const ours = found["upwire"];
    const held = !ours?.ratio || target === undefined ? "" : ours.ratio.median <= target ? "held" : "missed";
    const margin =
      target === undefined || expectedFloor === undefined ? "" : ` ≤ ${(target / expectedFloor).toFixed(2)}`;
    const ofFloor = ours?.toFloor ? `${ours.toFloor.median.toFixed(2)}${margin}` : "";
    const yardstick = found["ws"] ? `${number(found["ws"].cost.median)} ${unit}` : "";
    const cells = others.map((peer) =>
      peer === "sio-floor" && expectedFloor !== undefined
        ? `${cell(found[peer]?.ratio)} [${expectedFloor}]`
        : cell(found[peer]?.ratio),
    );
    return [
      title,
      yardstick,
      `**${cell(ours?.ratio)}**`,
      target === undefined ? "" : `${target}`,
      held,
      ofFloor,
      ...cells,
    ];
  });
  return table(["server", "ws", "upwire", "target", "", "upwire ÷ floor", ...others], rows);
}

/** @param {Report} report */
function codecTable({ codecs }) {
  const rows = codecs.map(({ title, ours, official, ratio }) => [
    title,
    `${number(ours.median)} ns`,
    `${number(official.median)} ns`,
    `**${cell(ratio)}**`,
  ]);
  return table(["codec", "@upwire/protocol", "official parser", "ratio"], rows);
}

/** @param {Report} report */
function bundleTable({ bundles }) {
  const official = bundles.at(-1)?.gzip ?? Number.NaN;
  const rows = bundles.map(({ title, limit, minified, gzip }) => [
    title,
    `${minified}`,
    `${gzip}`,
    limit === undefined ? "" : `${limit}`,
    `**${(gzip / official).toFixed(2)}**`,
  ]);
  return table(["bundle", "minified", "gzip", "limit", "ratio to socket.io-client"], rows);
}

/** The tables of a run in Markdown. @param {Report} report */
export function markdown(report) {
  const { machine, rounds } = report;
  const parts = [
    "# Benchmark results",
    `Written by \`npm run bench -- --write\`; [README.md](README.md) says how to read it.`,
    `${machine.date}, Node ${machine.node}, ${machine.platform}, ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB; ` +
      `${rounds} rounds; ${machine.packages.join(", ")}.`,
    verdict(report),
  ];
  if (report.servers.length > 0) parts.push(serverTable(report));
  if (report.codecs.length > 0) parts.push(codecTable(report));
  if (report.bundles.length > 0) parts.push(bundleTable(report));
  return `${parts.join("\n\n")}\n`;
}
