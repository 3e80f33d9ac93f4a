import { officialServer4 } from "../peers/official-servers.ts";
import { officialClient4 } from "../peers/official-clients.ts";
import { failingProbe } from "./failing-probe.ts";

failingProbe({ client: officialClient4, server: officialServer4, connections: 40, messages: 100, staysPaused: "x" });
