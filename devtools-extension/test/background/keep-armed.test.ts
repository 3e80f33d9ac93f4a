import { beforeEach, describe, expect, it, vi } from "vitest";
import { keepArmed } from "../../src/background/keep-armed.ts";

const LOCAL = "http://localhost/*";

/** A browser of which only what arming needs is there. */
const fake = vi.hoisted(() => {
  const listeners = new Map<string, () => void>();
  const on = (name: string): { addListener(listener: () => void): void } => ({
    addListener: (listener) => void listeners.set(name, listener),
  });
  const registered = new Map<string, { readonly matches: readonly string[] }>();
  return {
    listeners,
    registered,
    origins: [] as string[],
    browser: {
      runtime: {
        getManifest: () => ({ content_scripts: [{ matches: ["http://localhost/*"] }] }),
        onInstalled: on("installed"),
        onStartup: on("startup"),
      },
      permissions: {
        onAdded: on("added"),
        onRemoved: on("removed"),
        getAll: () => Promise.resolve({ origins: [...fake.origins] }),
      },
      scripting: {
        getRegisteredContentScripts: () => Promise.resolve([...registered.keys()].map((id) => ({ id }))),
        unregisterContentScripts: ({ ids }: { readonly ids: readonly string[] }) => {
          for (const id of ids) registered.delete(id);
          return Promise.resolve();
        },
        registerContentScripts: (scripts: readonly { readonly id: string; readonly matches: readonly string[] }[]) => {
          for (const script of scripts) {
            if (registered.has(script.id)) return Promise.reject(new Error(`Duplicate script ID '${script.id}'`));
            registered.set(script.id, script);
          }
          return Promise.resolve();
        },
      },
    },
  };
});

vi.mock("webextension-polyfill", () => ({ default: fake.browser }));

beforeEach(() => {
  fake.listeners.clear();
  fake.registered.clear();
  fake.origins = [LOCAL];
  keepArmed();
});

async function happens(name: string): Promise<void> {
  fake.listeners.get(name)?.();
  // What is under way is a chain of promises, which has ended when anything else gets its turn.
  await new Promise((resolve) => setImmediate(resolve));
}

describe("keepArmed", () => {
  it("registers nothing for the sites of the manifest", async () => {
    await happens("installed");
    expect(fake.registered.size).toBe(0);
  });

  it("has the tap and the content script run on a site from when it is granted until that is taken back", async () => {
    fake.origins.push("https://example.com/*");
    await happens("added");
    expect(fake.registered.get("tap")).toMatchObject({
      js: ["tap.js"],
      matches: ["https://example.com/*"],
      world: "MAIN",
      runAt: "document_start",
      allFrames: true,
      matchOriginAsFallback: true,
    });
    expect(fake.registered.get("content")).toMatchObject({ js: ["content.js"], matches: ["https://example.com/*"] });
    fake.origins.pop();
    await happens("removed");
    expect(fake.registered.size).toBe(0);
  });

  it("does not trip over events that come together", async () => {
    fake.origins.push("https://one.example/*");
    fake.listeners.get("added")?.();
    fake.origins.push("https://two.example/*");
    fake.listeners.get("added")?.();
    await happens("startup");
    expect(fake.registered.get("tap")?.matches).toEqual(["https://one.example/*", "https://two.example/*"]);
  });
});
