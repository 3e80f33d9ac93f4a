import { installTap } from "./install-tap.ts";

installTap();
