import browser from "webextension-polyfill";

const IDS = ["tap", "content"];

/** Patterns of the content scripts of the manifest, which need no registering. */
function declaredPatterns(): ReadonlySet<string> {
  const scripts = browser.runtime.getManifest().content_scripts ?? [];
  return new Set(scripts.flatMap(({ matches }) => matches));
}

/**
 * Has the tap run on the sites that the user has granted, and on no others: what is granted is asked of the browser each time,
 * so there is nothing to keep.
 */
export function keepArmed(): void {
  const arm = new Sequence(armGranted);
  browser.permissions.onAdded.addListener(() => arm.run());
  browser.permissions.onRemoved.addListener(() => arm.run());
  browser.runtime.onInstalled.addListener(() => arm.run());
  browser.runtime.onStartup.addListener(() => arm.run());
}

/** Runs a task again and again, but never twice at once: the second run sees what the first did. */
class Sequence {
  #last: Promise<void> = Promise.resolve();
  readonly #task: () => Promise<void>;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  run(): void {
    this.#last = this.#last.then(this.#task);
  }
}

async function armGranted(): Promise<void> {
  const declared = declaredPatterns();
  const { origins = [] } = await browser.permissions.getAll();
  const matches = origins.filter((origin) => !declared.has(origin));
  const registered = await browser.scripting.getRegisteredContentScripts({ ids: IDS });
  if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: registered.map(({ id }) => id) });
  if (matches.length === 0) return;
  const everywhere = { matches, allFrames: true, matchOriginAsFallback: true, runAt: "document_start" } as const;
  await browser.scripting.registerContentScripts([
    { id: "tap", js: ["tap.js"], world: "MAIN", ...everywhere },
    { id: "content", js: ["content.js"], ...everywhere },
  ]);
}
