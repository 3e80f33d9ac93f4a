import { nonce } from "../bridge/nonce.ts";
import { acceptPorts } from "./accept-ports.ts";
import { Clients } from "./clients.ts";
import { Commands } from "./commands.ts";
import { TAP_SYMBOL, type TapHook } from "./connect-to-tap.ts";
import { Consumers } from "./consumers.ts";
import { tapEventSource } from "./event-source.ts";
import { tapFetch } from "./fetch.ts";
import { tapJsonp } from "./jsonp.ts";
import { disguiseSources } from "./native-look.ts";
import {
  define,
  descriptorOf,
  getter,
  NativeError,
  NativeMessageChannel,
  NativePromise,
  plain,
  SafeWeakMap,
  whenSettled,
} from "./primordials.ts";
import { TapState } from "./tap-state.ts";
import { tapWebSockets } from "./web-socket.ts";
import { tapWebTransport } from "./web-transport.ts";
import { takeIn } from "./window-clients.ts";
import { WorkerClients } from "./worker-clients.ts";
import { tapWorkers } from "./workers.ts";
import { tapXhr } from "./xhr.ts";

const titleOf: (self: unknown) => string | undefined = getter(Document.prototype, "title");

/** Puts the tap into this page, once. It has to run before any script of the page. */
export function installTap(): void {
  if (descriptorOf(globalThis, TAP_SYMBOL)) return;
  tryOut();
  const tap = new TapState();
  const clients = new Clients(tap.recorder);
  const commands = new Commands(tap, clients);
  const id = nonce();
  const consumers = new Consumers({
    recorder: tap.recorder,
    // Nobody can replace these two, or what is read of them.
    document: () => ({ id, url: location.href, title: titleOf(document) ?? "" }),
    command: (command) => commands.run(command),
    sample: () => clients.sample(),
  });
  const workers = new WorkerClients(clients);
  disguiseSources();
  tapWebSockets(tap);
  tapFetch(tap);
  tapXhr(tap);
  tapJsonp(tap);
  tapWebTransport(tap);
  tapEventSource(tap);
  tapWorkers(tap, workers);
  const hook: TapHook = Object.assign((client: object) => takeIn(clients, client), {
    connect: () => {
      const { port1, port2 } = new NativeMessageChannel();
      consumers.add(port1);
      return port2;
    },
  });
  define(globalThis, TAP_SYMBOL, { value: hook });
  acceptPorts((port) => consumers.add(port));
}

/**
 * Throws where a page has been at the document before, and has broken what all wrappers lean on: then none is put in place, since
 * each would throw into the page.
 */
function tryOut(): void {
  const map = new SafeWeakMap<object, string>();
  const key = plain({});
  map.set(key, "found");
  if (map.get(key) !== "found") throw new NativeError("no WeakMap");
  void whenSettled(new NativePromise<void>(() => {}), () => {});
}
