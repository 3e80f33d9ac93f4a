import { officialServer2 } from "../peers/official-servers.ts";
import { upwireClientEio3 } from "../peers/upwire-client.ts";
import { play } from "../play.ts";
import { all } from "../scenarios/all.ts";

play(upwireClientEio3, officialServer2, all);
