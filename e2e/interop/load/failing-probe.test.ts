import { upwireClient } from "../peers/upwire-client.ts";
import { upwireServer } from "../peers/upwire-server.ts";
import { failingProbe } from "./failing-probe.ts";

failingProbe({ client: upwireClient, server: upwireServer, connections: 200, messages: 300 });
