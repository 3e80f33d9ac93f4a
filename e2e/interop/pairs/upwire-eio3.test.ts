import { upwireClientEio3 } from "../peers/upwire-client.ts";
import { upwireServer } from "../peers/upwire-server.ts";
import { play } from "../play.ts";
import { all } from "../scenarios/all.ts";

play(upwireClientEio3, upwireServer, all);
