import { officialServer3 } from "../peers/official-servers.ts";
import { upwireClient } from "../peers/upwire-client.ts";
import { play } from "../play.ts";
import { all } from "../scenarios/all.ts";

play(upwireClient, officialServer3, all);
