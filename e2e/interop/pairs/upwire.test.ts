import { upwireClient } from "../peers/upwire-client.ts";
import { upwireServer } from "../peers/upwire-server.ts";
import { play } from "../play.ts";
import { all } from "../scenarios/all.ts";

play(upwireClient, upwireServer, all);
