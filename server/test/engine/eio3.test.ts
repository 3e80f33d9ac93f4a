import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { closeReason, messages, runningEngine } from "./running-engine.ts";

const VECTORS = new URL("../../../protocol/test/vectors/engine-v3.json", import.meta.url);
const OCTETS = { "content-type": "application/octet-stream" };

describe("a session of Engine.IO 3", () => {
  it("opens with the handshake of its time, to the letter", async () => {
    const running = await runningEngine({
      allowEIO3: true,
      pingTimeout: 5_000,
      initialPacket: "0",
      generateId: () => "hLOEJXN07AE0GQCNAAAB",
    });
    const { answer, session } = await running.openPolling("EIO=3&t=ML4jUwU&b64=1");
    const wire =
      '96:0{"sid":"hLOEJXN07AE0GQCNAAAB","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40';
    expect(answer.text).toBe(wire);
    expect(await readFile(VECTORS, "utf8")).toContain(JSON.stringify(wire));
    expect(answer.headers["content-type"]).toBe("text/plain; charset=UTF-8");
    expect(session.protocol).toBe(3);
  });

  it("is what a client without a version means", async () => {
    const running = await runningEngine({ allowEIO3: true });
    expect((await running.openPolling("t=1")).session.protocol).toBe(3);
  });

  it("counts characters, and sends bytes as bytes or as base64 as the client asks", async () => {
    const running = await runningEngine({ allowEIO3: true });
    const { sid, session } = await running.openPolling("EIO=3");
    session.send("\u20ac\u{1F600}");
    expect((await running.poll(sid)).text).toBe("4:4\u20ac\u{1F600}");
    session.send("hello").send(Buffer.from([1, 2, 3, 4]));
    const binary = await running.poll(sid);
    expect(binary.headers["content-type"]).toBe("application/octet-stream");
    expect(binary.bytes.toString("hex")).toBe("0006ff3468656c6c6f0105ff0401020304");
    const old = await running.openPolling("EIO=3&b64=1");
    old.session.send(Buffer.from([1, 2, 3]));
    expect((await running.poll(old.sid)).text).toBe("6:b4AQID");
  });

  it("takes both kinds of body", async () => {
    const running = await runningEngine({ allowEIO3: true });
    const { sid, session } = await running.openPolling("EIO=3");
    const received = messages(session, 4);
    await running.post(sid, "4:4\u20ac\u{1F600}6:b4AQID");
    await running.post(sid, Buffer.from("0006ff3468656c6c6f0105ff0401020304", "hex"), OCTETS);
    expect(await received).toEqual(["\u20ac\u{1F600}", Buffer.from([1, 2, 3]), "hello", Buffer.from([1, 2, 3, 4])]);
  });

  it("has a type byte before bytes on a WebSocket, or base64", async () => {
    const running = await runningEngine({ allowEIO3: true });
    const { ws, session } = await running.openWebSocket("EIO=3");
    session.send(Buffer.from([1, 2]));
    expect(await ws.next()).toEqual(Buffer.from([4, 1, 2]));
    const received = messages(session, 3);
    ws.send(Buffer.from([4, 7]));
    ws.send("b4AQID");
    ws.send("4text");
    expect(await received).toEqual([Buffer.from([7]), Buffer.from([1, 2, 3]), "text"]);
    const reason = closeReason(session);
    ws.send(Buffer.from([9, 7]));
    expect(await reason).toBe("parse error");
    const old = await running.openWebSocket("EIO=3&b64=1");
    old.session.send(Buffer.from([1, 2, 3]));
    expect(await old.ws.next()).toBe("b4AQID");
  });

  it("upgrades like any other, a noop to the hanging poll included", async () => {
    const running = await runningEngine({ allowEIO3: true });
    const { sid, session } = await running.openPolling("EIO=3");
    const arrived = once(running.http, "request");
    const poll = running.poll(sid);
    await arrived;
    const ws = await running.webSocket(`EIO=3&sid=${sid}`).opened();
    ws.send("2probe");
    expect(await ws.next()).toBe("3probe");
    expect((await poll).text).toBe("1:6");
    const done = new Promise<void>((resolve) => session.once("upgrade", () => resolve()));
    ws.send("5");
    await done;
    session.send(Buffer.from([1]));
    expect(await ws.next()).toEqual(Buffer.from([4, 1]));
  });
});
