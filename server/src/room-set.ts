import type { Room } from "./adapters/adapter.ts";

/** One or more rooms as a list. */
export function roomList(rooms: Room | readonly Room[]): readonly Room[] {
  // True but for JavaScript's callers: whatever is no array, such as a number, is one room to Socket.IO.
  return Array.isArray(rooms) ? rooms : [rooms as Room];
}

/** The rooms of `base` and one or more others. */
export function withRooms(base: ReadonlySet<Room>, rooms: Room | readonly Room[]): Set<Room> {
  const all = new Set(base);
  for (const room of roomList(rooms)) all.add(room);
  return all;
}
