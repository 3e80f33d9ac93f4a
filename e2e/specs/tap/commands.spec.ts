import { expect } from "@playwright/test";
import { TapReader } from "../../fixtures/tap/tap-reader.ts";
import { test } from "../../fixtures/tap/test.ts";

for (const transport of ["websocket", "polling"] as const) {
  test(`a panel sends to the server and to the page over ${transport}, and cuts the link`, async ({
    app,
    open,
    tapped,
  }) => {
    const link = await (await open("window", app, tapped)).connect(app.url, { transports: [transport] });
    await link.saw("connect");
    const reader = await TapReader.open(tapped);
    const sent = await reader.saw(
      "frame",
      ({ direction, body }) => direction === "out" && "text" in body && body.text === "40",
    );
    const frame = (event: string) => ({ text: event, size: event.length });
    const out = await reader.command({
      do: "send",
      link: sent.link,
      direction: "out",
      frames: [frame('42["note","made up"]')],
    });
    expect(out).toEqual({ ok: true });
    expect(await app.journal.nth("note")).toBe("made up");
    const into = await reader.command({
      do: "send",
      link: sent.link,
      direction: "in",
      frames: [frame('42["made up",1]')],
    });
    expect(into).toEqual({ ok: true });
    expect(await link.ask(["echo", 1])).toEqual({ value: 1 });
    expect(await link.saw("event made up")).toEqual([1]);
    await reader.saw("frame", ({ direction, fault }) => direction === "in" && fault === "injected");
    await reader.saw("frame", ({ direction, fault }) => direction === "out" && fault === "injected");
    expect(await reader.command({ do: "cut", link: sent.link })).toEqual({ ok: true });
    await link.saw("disconnect");
    await reader.saw("link end", ({ error }) => error === "cut from the panel");
    await link.saw("connect", 2);
    expect(await link.ask(["echo", 2])).toEqual({ value: 2 });
  });
}

test("a panel has a client of the page connect, disconnect and emit", async ({ app, open, tapped }) => {
  const link = await (await open("window", app, tapped)).connect(app.url);
  await link.saw("connect");
  const reader = await TapReader.open(tapped);
  const { client } = await reader.saw("client");
  await reader.command({ do: "emit", client, namespace: "/", args: ["note", { from: "the panel" }] });
  expect(await app.journal.nth("note")).toEqual({ from: "the panel" });
  await reader.command({ do: "client", client, action: "disconnect" });
  await link.saw("state closed");
  await reader.command({ do: "client", client, action: "connect" });
  await link.saw("connect", 2);
  await reader.command({ do: "client", client, action: "reconnect" });
  await link.saw("connect", 3);
});

test("a command that makes no sense is refused", async ({ app, open, tapped }) => {
  await open("window", app, tapped);
  const reader = await TapReader.open(tapped);
  expect(await reader.command({ do: "body", seq: 99 })).toMatchObject({ ok: false, code: "GONE" });
  expect(await reader.command({ do: "cut", link: 99 })).toMatchObject({ ok: false, code: "UNKNOWN_LINK" });
  const client = { client: "nobody", action: "connect" } as const;
  expect(await reader.command({ do: "client", ...client })).toMatchObject({ ok: false, code: "UNKNOWN_CLIENT" });
});
