import { once } from "node:events";
import { expect, it } from "vitest";
import { closeReason, runningEngine } from "./running-engine.ts";

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

it("sessions leave no timer behind, whatever they were doing when they ended", async () => {
  const running = await runningEngine();
  const before = timers();
  const polling = await running.openPolling();
  const { ws, session } = await running.openWebSocket();
  const upgrading = await running.openPolling();
  const probe = await running.webSocket(`EIO=4&sid=${upgrading.sid}`).opened();
  const posting = await running.openPolling();
  const arrived = once(running.http, "request");
  const socket = running.socket();
  socket.write(
    `POST /engine.io/?EIO=4&transport=polling&sid=${posting.sid} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n4la`,
  );
  await arrived;
  const closing = await running.openPolling();
  closing.session.close();
  // Heartbeats of all sessions on one, an upgrade, a body and a close packet that wait.
  await expect.poll(timers).toBe(before + 4);
  running.engine.close();
  expect(running.engine.clientsCount).toBe(0);
  for (const ended of [polling.session, session, upgrading.session, closing.session])
    expect(ended.readyState).toBe("closed");
  const gone = once(socket, "close");
  socket.destroy();
  await Promise.all([gone, ws.closed, probe.closed]);
  await expect.poll(timers).toBeLessThanOrEqual(before);
});

it("a session that ends lets go of its listeners and its consumer hears it once", async () => {
  const running = await runningEngine();
  const accepted = once(running.http, "connection");
  const { ws, session } = await running.openWebSocket();
  const [serverSide] = await accepted;
  const closes: unknown[] = [];
  session.consumer = { text() {}, binary() {}, closed: (reason) => void closes.push(reason) };
  const reason = closeReason(session);
  ws.send("x");
  ws.ws.terminate();
  await reason;
  if (!serverSide.closed) await once(serverSide, "close");
  session.close();
  session.close(true);
  expect(closes).toEqual(["parse error"]);
  expect(serverSide.listenerCount("data")).toBe(0);
});
