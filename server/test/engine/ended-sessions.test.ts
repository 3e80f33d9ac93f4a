import { describe, expect, it } from "vitest";
import { readToEnd, runningEngine } from "./running-engine.ts";

describe("a request is answered although its session has ended:", () => {
  it("the handshake with all that was sent and a close packet", async () => {
    const running = await runningEngine();
    running.engine.on("connection", (session) => session.send("goodbye").close(true));
    const { status, text } = await running.ask("EIO=4&transport=polling");
    const [open, ...rest] = text.split("\x1e");
    expect([status, open?.slice(0, 8), ...rest]).toEqual([200, '0{"sid":', "4goodbye", "1"]);
    expect(running.engine.clientsCount).toBe(0);
  });

  it("the handshake with one close packet, if the session was closed twice", async () => {
    const running = await runningEngine();
    running.engine.on("connection", (session) => {
      session.close();
      session.close(true);
    });
    const { text } = await running.ask("EIO=4&transport=polling");
    expect(text.split("\x1e").slice(1)).toEqual(["1"]);
  });

  it.each([
    ["a poll", "GET", ""],
    ["a POST", "POST", "4a"],
  ])("%s, as that of an unknown session is", async (_what, method, body) => {
    const running = await runningEngine();
    running.engine.use((_request, _response, next) => next());
    const { sid } = await running.openPolling();
    const path = `/engine.io/?EIO=4&transport=polling&sid=${sid}`;
    const poll = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const last = `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = running.socket();
    // All three pass the middleware before the first is handled; the second ends the session, since polls overlap.
    socket.write(`${poll}${poll}${last}`);
    const text = await readToEnd(socket);
    expect(text.match(/(?<=HTTP\/1.1 )\d+/g)).toEqual(["200", "400", "400"]);
    expect(text).toMatch(/\{"code":1,"message":"Session ID unknown"\}$/);
  });
});
