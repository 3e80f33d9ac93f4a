import { officialServer4 } from "../peers/official-servers.ts";
import { upwireClient } from "../peers/upwire-client.ts";
import { failingProbe } from "./failing-probe.ts";

failingProbe({ client: upwireClient, server: officialServer4, connections: 40, messages: 100 });
