import type { Room } from "./adapters/adapter.ts";

/** The rooms of `base` and one or more others. */
export function withRooms(base: ReadonlySet<Room>, rooms: Room | readonly Room[]): Set<Room> {
  const all = new Set(base);
  if (typeof rooms === "string") all.add(rooms);
  else for (const room of rooms) all.add(room);
  return all;
}
