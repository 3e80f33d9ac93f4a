import { io } from "./io/io.ts";

/** What the browser bundle puts into the global `io`: callable, with `io.io`, `io.connect`, `io.Manager`, `io.Socket`, `io.protocol`. */
export default io;
