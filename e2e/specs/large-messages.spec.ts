import { expect } from "@playwright/test";
import { binary, manyBytes } from "../fixtures/bytes.ts";
import { test } from "../fixtures/test.ts";

const MILLION = 1_000_000;
/** A million bytes of UTF-8 in characters of one to four bytes each. */
const TEXT = "aé€🦀".repeat(MILLION / 10);
const ROOM = { maxHttpBufferSize: 4 * MILLION };

for (const transport of ["polling", "websocket"] as const) {
  test(`a message of a million bytes of text goes out and comes back over ${transport}`, async ({ open, serve }) => {
    const app = await serve(ROOM);
    const link = await (await open("window", app)).connect(app.url, { transports: [transport] });
    const answer = await link.ask(["echo", TEXT]);
    // Compared like this, because nobody wants to read the difference.
    expect("value" in answer && answer.value === TEXT).toBe(true);
    await link.saw("connect");
    expect(app.journal.all("session")).toHaveLength(1);
  });

  test(`a message of a million bytes of binary goes out and comes back over ${transport}`, async ({ open, serve }) => {
    const app = await serve(ROOM);
    const link = await (await open("window", app)).connect(app.url, { transports: [transport] });
    const answer = await link.ask(["echo", binary("ArrayBuffer", manyBytes(MILLION))]);
    const expected = JSON.stringify({ value: binary("ArrayBuffer", manyBytes(MILLION)) });
    expect(JSON.stringify(answer) === expected).toBe(true);
    expect(app.journal.all("session")).toHaveLength(1);
  });
}

test("10 000 messages in one turn arrive in order, over polling, the upgrade and WebSocket", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url);
  await link.emitNumbers("note", 1, 10_000);
  await app.journal.nth("note", 10_000);
  expect(app.journal.all("note")).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  await link.saw("upgrade confirmed");
  const socket = await app.socket();
  expect(socket.handshake.query["transport"]).toBe("polling");
  expect(socket.conn.transport.name).toBe("websocket");
  for (let number = 1; number <= 10_000; number++) socket.emit("number", number);
  await link.saw("event number", 10_000);
  const numbers = (await link.entries()).filter(({ name }) => name === "event number").map(({ detail }) => detail);
  expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, index) => [index + 1]));
});
