import type { JSX } from "preact";
import { composePackets } from "../../store/compose.ts";
import type { Connection } from "../../store/connection.ts";
import { usePanel } from "../frame/panel-context.ts";
import { command, send } from "./send.ts";

/** Ends the connection in different ways, and makes the page connect again. */
export function ConnectionControls({ connection }: { readonly connection: Connection }): JSX.Element {
  const panel = usePanel();
  const { client, document, link, endedAt } = connection;
  const ended = endedAt !== undefined;
  const ask = (action: "connect" | "disconnect" | "reconnect", done: string): void => {
    if (client) void command(panel, document, { do: "client", client: client.id, action }, done);
  };
  const disconnect = (): void => {
    if (client) return ask("disconnect", "The client was asked to disconnect.");
    // Another library's client is told what a server says that disconnects it: Socket.IO's DISCONNECT of each namespace.
    const packets = [...connection.namespaces.values()]
      .filter(({ state }) => state === "connected")
      .map(({ name }) => ({ type: "message" as const, data: name === "/" ? "1" : `1${name},` }));
    void send(panel, composePackets(connection, "in", packets), "The page was told that the server disconnects it.");
  };
  const reconnect = (): void => {
    if (client) ask("reconnect", "The client was asked to reconnect.");
    else if (link !== undefined)
      void command(panel, document, { do: "cut", link }, "The link was cut, so that the client reconnects.");
  };
  return (
    <div class="controls" role="group" aria-label="Connection">
      <button type="button" class="button" disabled={ended} onClick={disconnect}>
        Disconnect
      </button>
      <button type="button" class="button" disabled={ended && !client} onClick={reconnect}>
        Force reconnect
      </button>
      <button
        type="button"
        class="button"
        title="As a lost network would"
        disabled={ended || link === undefined}
        onClick={() => {
          if (link !== undefined) void command(panel, document, { do: "cut", link }, "The link was cut.");
        }}
      >
        Cut the link
      </button>
      {client && ended ? (
        <button type="button" class="button" onClick={() => ask("connect", "The client was asked to connect.")}>
          Connect
        </button>
      ) : null}
    </div>
  );
}
