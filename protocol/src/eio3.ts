export { eio3 } from "./engine/eio3.ts";
