import { once } from "node:events";
import { it } from "vitest";
import { heard, runningServer } from "./running-server.ts";
it("x", async () => {
  const s = await runningServer();
  s.io.of("/chat");
  const raw = await s.raw();
  const c = once(s.io, "connection");
  raw.send("40");
  const [socket] = await c;
  socket.on("disconnect", (r: string) => console.log("D", r));
  socket.conn.on("packet", (p) => console.log("P", p));
  const c2 = once(s.io.of("/chat"), "connection");
  raw.send("40/chat,");
  await c2; console.log("joined");
  raw.send("41");
  raw.send("40/xx,");
  await raw.next(); await raw.next(); console.log(await raw.next());
}, 3000);
