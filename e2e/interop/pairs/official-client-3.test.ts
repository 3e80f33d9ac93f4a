import { officialClient3 } from "../peers/official-clients.ts";
import { upwireServer } from "../peers/upwire-server.ts";
import { play } from "../play.ts";
import { all } from "../scenarios/all.ts";

play(officialClient3, upwireServer, all);
