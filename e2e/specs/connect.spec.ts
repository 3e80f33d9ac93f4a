import { expect } from "@playwright/test";
import { CORE_REALMS, REALMS } from "../fixtures/realm.ts";
import { test } from "../fixtures/test.ts";

for (const name of CORE_REALMS) {
  test(`${name}: connects over polling and stays there`, async ({ app, open }) => {
    const link = await (await open(name, app)).connect(app.url, { transports: ["polling"] });
    const server = await app.socket();
    expect(await link.saw("connect")).toEqual({ id: server.id, transport: "polling" });
    expect(await link.ask(["echo", "over polling"])).toEqual({ value: "over polling" });
    expect(await link.transport()).toBe("polling");
    expect(server.conn.transport.name).toBe("polling");
    expect(app.journal.all("upgrade request")).toEqual([]);
  });

  test(`${name}: connects over WebSocket without a poll before`, async ({ app, open }) => {
    const link = await (await open(name, app)).connect(app.url, { transports: ["websocket"] });
    const server = await app.socket();
    expect(await link.saw("connect")).toEqual({ id: server.id, transport: "websocket" });
    expect(await link.ask(["echo", "over WebSocket"])).toEqual({ value: "over WebSocket" });
    expect(server.conn.transport.name).toBe("websocket");
    // The request that has opened the session.
    expect(server.handshake.query["transport"]).toBe("websocket");
    expect(app.journal.all("session")).toHaveLength(1);
    expect(app.journal.all("upgrade request")).toHaveLength(1);
  });
}

for (const name of REALMS) {
  test(`${name}: connects over polling and moves to WebSocket`, async ({ app, open }) => {
    const link = await (await open(name, app)).connect(app.url);
    expect(await link.saw("open")).toBe("polling");
    await link.saw("upgrade confirmed");
    expect(await link.transport()).toBe("websocket");
    expect(await link.ask(["echo", "after the upgrade"])).toEqual({ value: "after the upgrade" });
    const server = await app.socket();
    expect(server.conn.transport.name).toBe("websocket");
    expect(app.journal.all("session")).toHaveLength(1);
    expect(app.journal.all("upgrade request")).toHaveLength(1);
  });
}
