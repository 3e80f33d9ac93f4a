import { isAttachment } from "@upwire/protocol";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/connect.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";

const HEADER = '451-["bytes",{"_placeholder":true,"num":0}]';

/** A client whose root namespace is joined. */
async function joined() {
  const server = scriptedServer();
  const socket = connect("http://server.test", { transport: server.transport, clock: new FakeClock() }).of();
  await server.open();
  await server.say('0{"sid":"socket-id"}');
  server.received.length = 0;
  return { server, socket };
}

/** What a frame puts on the wire: its text, or the numbers of its bytes. */
async function wireOf(frame: unknown): Promise<unknown> {
  if (typeof frame !== "object" || frame === null || !isAttachment(frame)) return frame;
  // True because a Response takes all that is an attachment.
  return [...new Uint8Array(await new Response(frame as BodyInit).arrayBuffer())];
}

function shared(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(3);
  new Uint8Array(memory).set([1, 2, 3]);
  return memory;
}

describe("row 73: bytes that the client sends", () => {
  it.each<[string, unknown, number[]]>([
    ["an ArrayBuffer", Uint8Array.of(1, 2, 3).buffer, [1, 2, 3]],
    ["a view with an offset", new Uint8Array(Uint8Array.of(9, 1, 2, 3, 9).buffer, 1, 3), [1, 2, 3]],
    ["a DataView with an offset", new DataView(Uint8Array.of(9, 1, 2, 3, 9).buffer, 1, 3), [1, 2, 3]],
    ["a wide view with an offset", new Uint16Array(Uint16Array.of(9, 0x0201, 0x0403).buffer, 2), [1, 2, 3, 4]],
    ["a Blob", new Blob([Uint8Array.of(1, 2, 3)]), [1, 2, 3]],
    ["a slice of a Blob", new Blob([Uint8Array.of(9, 1, 2, 3, 9)]).slice(1, 4), [1, 2, 3]],
    ["a File", new File([Uint8Array.of(1, 2, 3)], "name"), [1, 2, 3]],
    ["shared memory", shared(), [1, 2, 3]],
    ["no bytes", new Uint8Array(0), []],
  ])("row 73: are exactly those of %s", async (_what, value, bytes) => {
    const { server, socket } = await joined();
    socket.emit("bytes", value);
    await settled();
    expect(await Promise.all(server.received.map(wireOf))).toEqual([HEADER, bytes]);
  });

  it("row 73: are those that shared memory had when they were sent", async () => {
    const { server, socket } = await joined();
    const memory = shared();
    socket.emit("bytes", memory);
    new Uint8Array(memory).fill(0);
    await settled();
    expect(await Promise.all(server.received.map(wireOf))).toEqual([HEADER, [1, 2, 3]]);
  });

  it("row 73: of detached memory are a TypeError for the sender, and the link goes on", async () => {
    const { server, socket } = await joined();
    const bytes = Uint8Array.of(1, 2, 3);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    expect(() => socket.emit("bytes", bytes)).toThrow(TypeError);
    expect(() => socket.emit("bytes", bytes.buffer)).toThrow(TypeError);
    socket.emit("still here");
    await settled();
    expect(server.received).toEqual(['42["still here"]']);
  });
});
