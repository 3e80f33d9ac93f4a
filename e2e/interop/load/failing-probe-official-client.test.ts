import { officialClient4 } from "../peers/official-clients.ts";
import { upwireServer } from "../peers/upwire-server.ts";
import { failingProbe } from "./failing-probe.ts";

failingProbe({
  client: officialClient4,
  server: upwireServer,
  connections: 40,
  messages: 100,
  staysPaused: "this client leaves polling paused when the probe ends between 3probe and 5, until the heartbeat fails",
});
