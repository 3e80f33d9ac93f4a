import { describe, expect, it } from "vitest";
import type { Toxic } from "../../fixtures/fault-proxy/toxic.ts";
import { blockWebSocket } from "../../fixtures/fault-proxy/toxics/block-web-socket.ts";
import type { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { dropUpgrade } from "../../fixtures/fault-proxy/toxics/drop-upgrade.ts";
import { holdPoll } from "../../fixtures/fault-proxy/toxics/hold-poll.ts";
import { Inbox } from "../inbox.ts";
import type { ClientPeer, ServerOptions, ServerPeer } from "../peers/peer.ts";
import { converse } from "./conversation.ts";
import { converseInterrupted } from "./interrupted.ts";

/** Who talks, and how much. */
export interface Talk {
  readonly client: ClientPeer;
  readonly server: ServerPeer;
  readonly connections: number;
  readonly messages: number;
  /** Why the steps where the client has paused polling are not played, if so. */
  readonly staysPaused?: string;
}

/** A way for the probe to fail while the session still runs on polling, so that nothing may come of it. */
interface Harmless {
  readonly name: string;
  readonly toxic: (dropped: () => void) => Toxic;
  /** Whether the client gets to know, or goes on waiting for an answer while it talks over polling. */
  readonly known: boolean;
  /** Whether the client has the answer to its probe and waits for the last poll, which hangs until the client knows. */
  readonly paused?: boolean;
}

const HARMLESS: readonly Harmless[] = [
  { name: "WebSocket is refused with a status", toxic: () => blockWebSocket(403), known: true },
  { name: "WebSocket is refused with a reset", toxic: () => blockWebSocket("cut"), known: true },
  {
    name: "the upgrade request is never answered",
    toxic: (dropped) => dropUpgrade("request", "silence", dropped),
    known: false,
  },
  {
    name: "the upgrade response is cut off",
    toxic: (dropped) => dropUpgrade("response", "cut before", dropped),
    known: true,
  },
  { name: "2probe is swallowed", toxic: (dropped) => dropUpgrade("2probe", "swallow", dropped), known: true },
  {
    name: "the link is cut before 2probe",
    toxic: (dropped) => dropUpgrade("2probe", "cut before", dropped),
    known: true,
  },
  { name: "3probe is swallowed", toxic: (dropped) => dropUpgrade("3probe", "swallow", dropped), known: true },
  {
    name: "all from 3probe on is swallowed",
    toxic: (dropped) => dropUpgrade("3probe", "silence", dropped),
    known: false,
  },
  {
    name: "the link is cut before 3probe",
    toxic: (dropped) => dropUpgrade("3probe", "cut before", dropped),
    known: true,
  },
  {
    name: "the link is cut after 3probe while a poll hangs",
    toxic: (dropped) => dropUpgrade("3probe", "cut after", dropped),
    known: true,
    paused: true,
  },
];

/** Once the client has said `5` the session is the WebSocket's, and ends with it. */
const FATAL: readonly { readonly name: string; readonly toxic: (dropped: () => void) => Toxic }[] = [
  { name: "the link is cut before 5", toxic: (dropped) => dropUpgrade("5", "cut before", dropped) },
  { name: "the link is cut after 5", toxic: (dropped) => dropUpgrade("5", "cut after", dropped) },
  { name: "5 is swallowed", toxic: (dropped) => dropUpgrade("5", "swallow", dropped) },
];

// The server gives up on a probe this soon, so that a swallowed step ends while there is still something to say.
const IMPATIENT: ServerOptions = { upgradeTimeout: 500 };
// Soon too, but the upgrades after the fault must have the time to succeed.
const PATIENT: ServerOptions = { upgradeTimeout: 5_000 };

/** Declares one test for each step at which the probe fails. */
export function failingProbe({ staysPaused, ...talk }: Talk): void {
  describe(`${talk.connections} connections of ${talk.client.name} and ${talk.server.name} with ${talk.messages} messages each way`, () => {
    const played = HARMLESS.filter(({ paused }) => paused !== true || staysPaused === undefined);
    it.each(played)(
      "stay on polling and lose, double and reorder none when $name",
      async ({ toxic, known, paused = false }) => {
        const [drops, failures] = [new Inbox<void>(), new Inbox<void>()];
        let release = (): void => undefined;
        const faults = (proxy: FaultProxy): void => {
          proxy.use(toxic(() => drops.add()));
          if (paused) void drops.filled(1).then(() => (release = proxy.use(holdPoll())));
        };
        const outcome = await converse({ ...talk, faults, options: known ? IMPATIENT : {} }, async (link) => {
          // A client may have a time limit of its own, and on a slow machine reach it before the step that is dropped.
          if (!known) return void (await Promise.race([drops.filled(talk.connections), link.upgradeFailed()]));
          await link.upgradeFailed();
          failures.add();
          await failures.filled(talk.connections);
          release();
        });
        expect(outcome).toEqual({
          faults: [],
          disconnections: [],
          transports: ["polling"],
          arrived: 2 * talk.connections * talk.messages,
        });
      },
    );

    for (const { name } of HARMLESS.filter((probe) => !played.includes(probe))) {
      it(`stay on polling when ${name}`, (context) => context.skip(staysPaused));
    }

    it.each(FATAL)("come back, having delivered a beginning without a gap, when $name", async ({ toxic }) => {
      const { lost, dropped, ...outcome } = await converseInterrupted({ ...talk, options: PATIENT }, toxic);
      expect(outcome).toEqual({ faults: [], completed: talk.connections });
      expect(dropped).toBeGreaterThan(0);
      expect(lost).toBeGreaterThanOrEqual(dropped);
    });
  });
}
