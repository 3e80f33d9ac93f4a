import { expect } from "@playwright/test";
import { CORE_REALMS } from "../fixtures/realm.ts";
import { test } from "../fixtures/test.ts";

const EVERYTHING = { text: "naïve 🦀 日本", list: [1, -0.5, 1e21, true, null], deep: { "": { __proto: [] } } };

for (const name of CORE_REALMS) {
  test(`${name}: acknowledgements come back to the one who asked, both ways`, async ({ app, open }) => {
    const link = await (await open(name, app)).connect(app.url);
    expect(await link.ask(["echo", EVERYTHING])).toEqual({ value: EVERYTHING });
    const answers = await Promise.all([1, 2, 3].map(async (number) => link.ask(["echo", number])));
    expect(answers).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
    const socket = await app.socket();
    expect(await socket.emitWithAck("question", EVERYTHING)).toEqual(EVERYTHING);
  });
}

test("an acknowledgement that does not come in time is an error with a code", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url);
  await link.saw("connect");
  expect(await link.ask(["nobody listens"], { timeout: 50 })).toEqual({
    code: "TIMEOUT",
    message: "operation has timed out: is the server up?",
  });
  expect(await link.ask(["echo", "still fine"])).toEqual({ value: "still fine" });
});

test("an acknowledgement that is waited for when the link is lost is an error with a code", async ({ app, open }) => {
  const link = await (await open("window", app)).connect(app.url, { transports: ["websocket"] });
  const socket = await app.socket();
  const asked = new Promise((resolve) => socket.once("nobody answers", resolve));
  const answer = link.ask(["nobody answers"]);
  await asked;
  app.proxy.cut();
  expect(await answer).toMatchObject({ code: "DISCONNECTED" });
});
