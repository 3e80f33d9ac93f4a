import { describe, expect, it } from "vitest";
import { Engine } from "@upwire/server/engine";
import { runningEngine } from "./running-engine.ts";

const FORGED = "hello\x1e1\x1e4forged";
const refusal = expect.objectContaining({ name: "ProtocolError", code: "BAD_DATA" });

describe("text with U+001E", () => {
  it("is refused over polling, where it would be packets of its own, and harms nothing else", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    session.send("before");
    expect(() => session.send(FORGED)).toThrow(refusal);
    expect(() => session.send(FORGED, { compress: false })).toThrow(refusal);
    session.send("after");
    expect(session.bufferedAmount).toBe(11);
    expect((await running.poll(sid)).text).toBe("4before\x1e4after");
    expect(session.readyState).toBe("open");
  });

  it("is refused until an upgrade is through, and sent over the WebSocket from then on", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const ws = await running.webSocket(`EIO=4&sid=${sid}`).opened();
    ws.send("2probe");
    expect(await ws.next()).toBe("3probe");
    expect(() => session.send(FORGED)).toThrow(refusal);
    const upgraded = new Promise<void>((resolve) => session.once("upgrade", () => resolve()));
    ws.send("5");
    await upgraded;
    session.send(FORGED);
    expect(await ws.next()).toBe(`4${FORGED}`);
  });

  it("calls nobody back for what was refused, and cannot be what every session begins with", async () => {
    const running = await runningEngine();
    const { sid, session } = await running.openPolling();
    const sent: string[] = [];
    expect(() => session.send(FORGED, () => sent.push("forged"))).toThrow(refusal);
    session.send("after", () => sent.push("after"));
    await running.poll(sid);
    expect(sent).toEqual(["after"]);
    expect(() => new Engine({ initialPacket: FORGED })).toThrow("initialPacket");
  });

  it("is sent over polling of Engine.IO 3, which counts characters", async () => {
    const running = await runningEngine({ allowEIO3: true });
    const { sid, session } = await running.openPolling("EIO=3");
    session.send(FORGED);
    expect((await running.ask(`EIO=3&transport=polling&sid=${sid}`)).text).toBe(`${FORGED.length + 1}:4${FORGED}`);
  });
});
