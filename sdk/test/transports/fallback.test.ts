import { describe, expect, it, vi } from "vitest";
import { engineUrl } from "../../src/engine-url.ts";
import { UpwireError } from "../../src/errors.ts";
import { newSession } from "../session/new-session.ts";
import { FakeClock, MemoryLink } from "../../src/testing/index.ts";
import { fallback } from "../../src/transports/fallback.ts";

function opening(...links: MemoryLink[]) {
  const [first, ...rest] = links.map(({ transport }) => transport);
  if (!first) throw new Error("a fallback needs a transport");
  const clock = new FakeClock();
  const closed = vi.fn();
  const inspected = vi.fn();
  const session = newSession(
    engineUrl("http://server"),
    { transport: fallback(first, ...rest, { timeout: 5_000 }), clock },
    { ended: (reason, error) => closed(reason, error), inspector: inspected },
  );
  return { session, clock, closed, inspected };
}

const refused = new UpwireError("WEB_SOCKET_REFUSED", "no");

describe("fallback", () => {
  it("tries the next transport when one does not open", async () => {
    const [first, second] = [new MemoryLink("websocket"), new MemoryLink("polling")];
    const { session, clock, closed, inspected } = opening(first, second);
    first.peers[0]?.fail("transport error", refused);
    expect(inspected).toHaveBeenCalledWith({ at: 0, kind: "fallback", from: "websocket", to: "polling", reason: "no" });
    second.peers[0]?.handshake();
    expect([session.state, session.transport.name, first.peers[0]?.closed]).toEqual(["open", "polling", true]);
    expect(closed).not.toHaveBeenCalled();
    expect(clock.pending).toBe(1);
  });

  it("tries the next transport when one says nothing for too long", async () => {
    const [first, second] = [new MemoryLink("websocket"), new MemoryLink("polling")];
    const { clock } = opening(first, second);
    first.peers[0]?.open();
    await clock.advance(4_999);
    expect(second.peers).toEqual([]);
    await clock.advance(1);
    expect([first.peers[0]?.closed, second.peers.length, clock.pending]).toEqual([true, 1, 0]);
  });

  it("tries the next transport when the handshake is none", () => {
    const [first, second] = [new MemoryLink("websocket"), new MemoryLink("polling")];
    opening(first, second);
    first.peers[0]?.message("not a handshake");
    expect(second.peers.length).toBe(1);
  });

  it("reports the failure of the last one", () => {
    const [first, second] = [new MemoryLink("websocket"), new MemoryLink("polling")];
    const { closed } = opening(first, second);
    first.peers[0]?.fail("transport error", refused);
    const gone = new UpwireError("UNREACHABLE", "no answer");
    second.peers[0]?.fail("transport error", gone);
    expect(closed.mock.calls).toEqual([["transport error", gone]]);
  });

  it("does not move on once open", () => {
    const [first, second] = [new MemoryLink("websocket"), new MemoryLink("polling")];
    const { closed } = opening(first, second);
    first.peers[0]?.handshake();
    first.peers[0]?.fail("transport error", refused);
    expect(second.peers).toEqual([]);
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it("stops trying when the session closes", async () => {
    const [first, second] = [new MemoryLink("websocket"), new MemoryLink("polling")];
    const { session, clock } = opening(first, second);
    void session.close();
    await clock.advance(10_000);
    expect([first.peers[0]?.closed, second.peers.length, clock.pending]).toEqual([true, 0, 0]);
  });
});
