import { describe, expect, it } from "vitest";
import { connect } from "../../src/connect.ts";
import { recovery } from "../../src/features/recovery.ts";
import { FakeClock } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";

async function joined() {
  const server = scriptedServer();
  const client = connect("http://server.test", {
    transport: server.transport,
    clock: new FakeClock(),
    features: [recovery()],
  });
  const socket = client.of("/", { auth: { token: 1 } });
  await server.open();
  await server.say('0{"sid":"a","pid":"secret"}');
  const back = async (): Promise<unknown> => {
    await server.cut();
    client.connect();
    await server.open();
    const [join] = server.received;
    return JSON.parse(String(join).slice(2));
  };
  return { server, socket, back };
}

const OFFSET = `${Date.now()}-0`;

describe("recovery", () => {
  it("asks for the session of before with the last offset, and tells whether it was given", async () => {
    const { server, socket, back } = await joined();
    expect(socket.recovered).toBe(false);
    await server.say(`2["e",1,"${OFFSET}"]`);
    expect(await back()).toEqual({ pid: "secret", offset: OFFSET, token: 1 });
    await server.say('0{"sid":"a","pid":"secret"}');
    expect(socket.recovered).toBe(true);
    await back();
    await server.say('0{"sid":"b","pid":"new"}');
    expect(socket.recovered).toBe(false);
    expect(await back()).toEqual({ pid: "new", token: 1 });
  });

  it("asks again for events that came while it joined, when the link fell before they were handed out", async () => {
    const { server, socket, back } = await joined();
    const got: unknown[] = [];
    socket.on("e", (value) => got.push(value));
    await server.say(`2["e",0,"${OFFSET}"]`);
    await back();
    const later = `${Date.now() + 5}-1`;
    await server.say(`2["e",1,"${later}"]`);
    expect(await back()).toMatchObject({ offset: OFFSET });
    await server.say(`2["e",1,"${later}"]`, '0{"sid":"a","pid":"secret"}');
    expect(got).toEqual([0, 1]);
    expect(await back()).toMatchObject({ offset: later });
  });

  it("takes no string of the application for an offset", async () => {
    const { server, back } = await joined();
    await server.say(
      `2["e",1,"${OFFSET}"]`,
      '2["volatile","see you later"]',
      '2["only name"]',
      `27["acknowledged","${Date.now() + 5}-1"]`,
    );
    expect(await back()).toMatchObject({ offset: OFFSET });
  });

  it("hands out what was missed before it reports the connection", async () => {
    const { server, socket, back } = await joined();
    const log: unknown[] = [];
    socket.on("e", (value) => log.push(value));
    socket.on("connect", () => log.push("connect"));
    await back();
    await server.say(`2["e","missed","${OFFSET}"]`, '0{"sid":"a","pid":"secret"}');
    expect(log).toEqual(["missed", "connect"]);
  });
});
