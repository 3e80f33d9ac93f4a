import { absolute, urlText } from "./engine-url.ts";
import { replaceConstructor } from "./native-look.ts";
import { descriptorOf, slice, uncurried, whenSettled } from "./primordials.ts";
import type { TapState } from "./tap-state.ts";
import type { WorkerClients } from "./worker-clients.ts";

const MAX_TEXT = 8_192;

/** The text of an address that a policy of trusted types has passed; throws for everything else. */
const trustedText: ((self: unknown) => string) | undefined = trustedTextReader();

/** Notes the workers that the page starts, and listens to the clients in them from before they run. */
export function tapWorkers(tap: TapState, clients: WorkerClients): void {
  const note = (address: unknown, options: unknown, shared: boolean): void => {
    const text = textOf(address);
    if (text === undefined) return;
    const url = slice(absolute(text), 0, MAX_TEXT);
    const name = typeof options === "string" ? options : own(options, "name");
    tap.recorder.note({ kind: "worker", url, name: typeof name === "string" ? slice(name, 0, MAX_TEXT) : "", shared });
    clients.started(url, shared);
  };

  const watch = (shared: boolean) => (make: () => object, args: readonly unknown[]) => {
    try {
      if (tap.recorder.armed) note(args[0], args[1], shared);
    } catch {
      // Nothing that goes wrong here is the page's affair.
    }
    return make();
  };

  replaceConstructor("Worker", watch(false));
  replaceConstructor("SharedWorker", watch(true));
  try {
    if ("serviceWorker" in navigator) void whenSettled(navigator.serviceWorker.ready, () => clients.listen());
  } catch {
    // A sandboxed frame may not ask.
  }
}

function own(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null ? descriptorOf(object, name)?.value : undefined;
}

function textOf(address: unknown): string | undefined {
  try {
    return urlText(address) ?? trustedText?.(address);
  } catch {
    return undefined;
  }
}

function trustedTextReader(): ((self: unknown) => string) | undefined {
  const owner: unknown = Reflect.get(globalThis, "TrustedScriptURL");
  if (typeof owner !== "function") return undefined;
  const method = descriptorOf(owner.prototype, "toString")?.value;
  return typeof method === "function" ? uncurried(method) : undefined;
}
