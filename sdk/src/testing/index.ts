export { FakeClock, settled } from "./fake-clock.ts";
export { MemoryLink, MemoryPeer } from "./memory.ts";
export type { Clock } from "../clock.ts";
