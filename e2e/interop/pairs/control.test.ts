import { officialClient2, officialClient3, officialClient4 } from "../peers/official-clients.ts";
import { officialServer2, officialServer3, officialServer4 } from "../peers/official-servers.ts";
import { play } from "../play.ts";
import { all } from "../scenarios/all.ts";

// Official peers among themselves show that the scenarios ask for what the protocol gives; one way of connecting is enough for that.
play(officialClient2, officialServer2, all, ["upgrade"]);
play(officialClient3, officialServer3, all, ["upgrade"]);
play(officialClient4, officialServer4, all, ["upgrade"]);
