import { expect } from "vitest";
import { Inbox } from "../inbox.ts";
import { type Scenario, disconnected, scenario } from "../stage.ts";

/** What keeps an idle link alive. */
export const heartbeats: readonly Scenario[] = [
  scenario(
    "stays connected through twenty heartbeats of silence",
    async (stage) => {
      const beats = new Inbox<void>();
      const { link, client, server } = await stage.pair((socket) => socket.onHeartbeat(() => beats.add()));
      const gone: string[] = [];
      for (const end of [client, server]) void disconnected(end).then((reason) => gone.push(reason));
      const { id } = client;
      await beats.filled(20);
      await client.request("sync");
      await server.request("sync");
      expect(gone).toEqual([]);
      expect(client.id).toBe(id);
      await link.settled();
    },
    { pingInterval: 30, pingTimeout: 2_000 },
  ),
];
