import type { InspectionEvent } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/connect.ts";
import { inspect } from "../../src/features/inspect.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";

function watched() {
  const server = scriptedServer();
  const clock = new FakeClock();
  const client = connect("http://server.test", { transport: server.transport, clock });
  const events: InspectionEvent[] = [];
  const stop = inspect(client, (event) => events.push(event));
  return { server, clock, client, events, stop };
}

/** Each event in a word or two. */
function words(events: readonly InspectionEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === "state") return event.state;
    if (event.kind === "engine packet") return `engine ${event.direction} ${event.packet.type}`;
    return event.kind === "socket packet" ? `socket ${event.direction} ${event.packet.type}` : event.kind;
  });
}

describe("inspect", () => {
  it("tells of all layers in the order in which things happen, from a session that runs already", async () => {
    const { server, client, events, clock } = watched();
    await server.open();
    const socket = client.of();
    await settled();
    await server.say('0{"sid":"1"}');
    socket.emit("a");
    await server.say('2["b"]');
    clock.sleep(1_000);
    await server.ping();
    client.close();
    expect(words(events)).toEqual([
      "engine in open",
      "open",
      "heartbeat",
      "connected",
      "socket out 0",
      "engine out message",
      "engine in message",
      "socket in 0",
      "socket out 2",
      "engine out message",
      "engine in message",
      "socket in 2",
      "engine in ping",
      "engine out pong",
      "heartbeat",
      "engine out close",
      "close",
      "closed",
    ]);
    expect(events.findLast(({ kind }) => kind === "heartbeat")).toMatchObject({ at: 1_000, deadline: 46_000 });
  });

  it("follows the next session, and says why the one before has ended", async () => {
    const { server, client, events } = watched();
    await server.open();
    await server.cut();
    client.connect();
    await server.open();
    expect(words(events)).toEqual([
      ...["engine in open", "open", "heartbeat", "connected", "close", "closed"],
      ...["connecting", "engine in open", "open", "heartbeat", "connected"],
    ]);
    expect(events.find(({ kind }) => kind === "close")).toEqual({
      at: 0,
      kind: "close",
      reason: "transport close",
      detail: "cut by the test",
    });
  });

  it("tells each listener until it stops, and who listens twice twice", async () => {
    const { server, client, events, stop } = watched();
    const listener = (event: InspectionEvent): void => void events.push(event);
    const [first, second] = [inspect(client, listener), inspect(client, listener)];
    await server.open();
    expect(words(events).filter((word) => word === "open")).toHaveLength(3);
    first();
    stop();
    events.length = 0;
    await server.ping();
    expect(words(events)).toEqual(["engine in ping", "engine out pong", "heartbeat"]);
    second();
    await server.ping();
    expect(events).toHaveLength(3);
  });
});
