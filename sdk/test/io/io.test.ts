import { afterEach, describe, expect, it } from "vitest";
import { io, type IoOptions, Manager, protocol, Socket } from "../../src/index.ts";
import browser from "../../src/browser.ts";
import { scriptedServer } from "../support/scripted-server.ts";

const opened: Socket[] = [];

function open(uri: string, options: IoOptions = {}): Socket {
  const socket = io(uri, { transports: [scriptedServer().transport], ...options });
  opened.push(socket);
  return socket;
}

afterEach(() => {
  for (const socket of opened.splice(0)) socket.io.close();
});

describe("io", () => {
  it("shares one link among namespaces of one server", () => {
    const a = open("http://shared.test/a");
    expect(open("http://shared.test/b").io).toBe(a.io);
    expect(open("http://shared.test:81/b").io).not.toBe(a.io);
    expect(open("http://shared.test/c", { path: "/other" }).io).not.toBe(a.io);
  });

  it("opens another link for a namespace it already has, and where it is told to", () => {
    const a = open("http://again.test/a");
    expect(open("http://again.test/a").io).not.toBe(a.io);
    expect(open("http://again.test/b", { forceNew: true }).io).not.toBe(a.io);
    expect(open("http://again.test/b", { multiplex: false }).io).not.toBe(a.io);
  });

  it("takes the query of the URL unless the options have one", () => {
    expect(open("http://query.test/?a=1").io.opts.query).toEqual({ a: "1" });
    expect(open("http://query.test/?a=1", { query: { b: "2" }, forceNew: true }).io.opts.query).toEqual({ b: "2" });
  });

  it("does not connect before it is told to when autoConnect is off", () => {
    const socket = open("http://idle.test", { autoConnect: false });
    expect([socket.active, socket.io.state]).toEqual([false, "idle"]);
    socket.connect();
    expect([socket.active, socket.io.state]).toEqual([true, "connecting"]);
  });

  it("carries what scripts expect on the global of that name", () => {
    expect(browser).toBe(io);
    expect([io.io, io.connect, io.Manager, io.Socket, io.protocol]).toEqual([io, io, Manager, Socket, protocol]);
    expect(protocol).toBe(5);
    expect(open("http://class.test")).toBeInstanceOf(Socket);
  });
});
