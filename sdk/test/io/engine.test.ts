import { describe, expect, it } from "vitest";
import { Manager } from "../../src/index.ts";
import { FakeClock, settled } from "../../src/testing/index.ts";
import { scriptedServer } from "../support/scripted-server.ts";

async function opened() {
  const clock = new FakeClock();
  const server = scriptedServer();
  const manager = new Manager("http://server.test", { transports: [server.transport], clock });
  const told: unknown[] = [];
  manager.engine.on("close", (reason) => told.push(reason));
  await server.open();
  return { clock, server, manager, told };
}

describe("the engine of a manager", () => {
  it("tells that it was closed, by whoever closed it, and once", async () => {
    const lost = await opened();
    await lost.server.cut();
    expect(lost.told).toEqual(["transport close"]);
    const left = await opened();
    left.manager.close();
    await settled();
    expect(left.told).toEqual(["forced close"]);
  });

  it("goes on telling when the manager's listeners are taken off", async () => {
    const { server, manager } = await opened();
    const states: unknown[] = [];
    manager.inspect((event) => event.kind === "state" && states.push(event.state));
    manager.off();
    await server.cut();
    expect(states).toEqual(["waiting"]);
  });
});
