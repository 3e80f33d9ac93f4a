import { once } from "./once.ts";
import type { Api, ClientLink, ClientOptions, ClientPeer, ClientSocket, Listener, Refusal, Way, Wire } from "./peer.ts";
import type { RawClientEngine, RawClientOptions, RawClientSocket, RawConnect, RawManager } from "./raw-client.ts";
import { requests } from "./requests.ts";

const TRANSPORTS: Record<Way, readonly string[]> = {
  polling: ["polling"],
  websocket: ["websocket"],
  upgrade: ["polling", "websocket"],
};

// Short, so that a scenario about reconnection makes several attempts in the time a user would wait for one.
const RECONNECTION_DELAY = 10;
const RECONNECTION_DELAY_MAX = 40;

/** Makes a client library a peer of the scenarios; what differs among generations ends here. */
export function clientPeer(name: string, api: Api, wire: Wire, connect: RawConnect): ClientPeer {
  return { name, api, wire, link: (url, options) => link(url, options, wire, connect) };
}

function link(url: string, options: ClientOptions, wire: Wire, connect: RawConnect): ClientLink {
  let first: RawClientSocket | undefined;
  const manager = (): RawManager => {
    if (first === undefined) throw new Error("Open a namespace with of() first.");
    return first.io;
  };
  const engine = (): RawClientEngine => {
    const { engine: current } = manager();
    if (current === undefined) throw new Error("The link has not been opened.");
    return current;
  };
  return {
    of(namespace, auth) {
      if (first === undefined) {
        first = connect(url + namespace, { ...rawOptions(options), ...(auth && { auth }) });
        return clientSocket(first, wire);
      }
      return clientSocket(first.io.socket(namespace, auth && { auth }), wire);
    },
    get transport() {
      return first?.io.engine?.transport.name;
    },
    async settled() {
      const current = engine();
      if (options.way !== "upgrade" || current.transport.name === "websocket") return;
      await once<void>((resolve) => current.once("upgrade", () => resolve()));
    },
    upgradeFailed: async () =>
      once<string>((resolve) => engine().once("upgradeError", ({ message }) => resolve(message))),
    onReconnectAttempt(listener) {
      manager().on("reconnect_attempt", () => listener());
    },
    breakOff() {
      engine().close();
    },
    close() {
      first?.disconnect();
      first?.io.engine?.close();
    },
  };
}

function rawOptions({ way, reconnection = false, query }: ClientOptions): RawClientOptions {
  return {
    forceNew: true,
    transports: [...TRANSPORTS[way]],
    reconnection,
    reconnectionDelay: RECONNECTION_DELAY,
    reconnectionDelayMax: RECONNECTION_DELAY_MAX,
    ...(query && { query: { ...query } }),
  };
}

function clientSocket(raw: RawClientSocket, wire: Wire): ClientSocket {
  return {
    get id() {
      return raw.id;
    },
    get connected() {
      return raw.connected;
    },
    on: (event, listener: Listener) => void raw.on(event, listener),
    emit: (event, ...values) => void raw.emit(event, ...values),
    ...requests(raw),
    onConnect: (listener) => void raw.on("connect", () => listener()),
    onRefused(listener) {
      // Both errors of the link and refusals arrive here; only a refusal came from the server's Socket.IO layer.
      if (wire === 2) for (const event of ["error", "connect_error"]) raw.on(event, (error) => hear(error, listener));
      else raw.on("connect_error", (error) => hear(error, listener));
    },
    onDisconnect: (listener) => void raw.on("disconnect", (reason) => listener(String(reason))),
    connect: () => void raw.connect(),
    disconnect: () => void raw.disconnect(),
  };
}

function hear(error: unknown, listener: (refusal: Refusal) => void): void {
  if (typeof error === "string") return listener({ message: error, data: undefined });
  if (error instanceof Error)
    return listener({ message: error.message, data: "data" in error ? error.data : undefined });
  listener({ message: undefined, data: error });
}
