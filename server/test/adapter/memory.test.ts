import { MemoryAdapter, Server } from "@upwire/server";
import { describe, expect, it } from "vitest";

function adapter(): MemoryAdapter {
  return new MemoryAdapter(new Server().of("/"));
}

describe("the memory adapter", () => {
  it("shows every socket in the room of its own id, whichever way one looks", () => {
    const made = adapter();
    void made.addAll("a", new Set(["a"]));
    void made.addAll("b", new Set(["b", "room"]));
    expect([...made.rooms]).toEqual([
      ["a", new Set(["a"])],
      ["b", new Set(["b"])],
      ["room", new Set(["b"])],
    ]);
    expect([...made.sids.entries()]).toEqual([
      ["a", new Set(["a"])],
      ["b", new Set(["b", "room"])],
    ]);
    expect([...made.sids.values()]).toEqual([new Set(["a"]), new Set(["b", "room"])]);
    const seen: unknown[] = [];
    made.rooms.forEach((members, room, map) => seen.push([room, members.size, map === made.rooms]));
    expect(seen).toEqual([
      ["a", 1, true],
      ["b", 1, true],
      ["room", 1, true],
    ]);
    expect([made.rooms.size, made.rooms.has("a"), made.rooms.get("a"), made.socketRooms("a")]).toEqual([
      3,
      true,
      new Set(["a"]),
      new Set(["a"]),
    ]);
    expect([made.socketRooms("nobody"), made.rooms.get("nobody's")]).toEqual([undefined, undefined]);
    expect(new Map(made.sids)).toEqual(
      new Map([
        ["a", new Set(["a"])],
        ["b", new Set(["b", "room"])],
      ]),
    );
  });

  it("keeps a socket without rooms until it is gone", () => {
    const made = adapter();
    void made.addAll("a", new Set());
    expect(made.socketRooms("a")).toEqual(new Set());
    void made.addAll("b", new Set(["b"]));
    void made.del("b", "b");
    expect([made.rooms.size, [...made.sids.keys()]]).toEqual([0, ["a", "b"]]);
    made.delAll("a");
    made.delAll("b");
    expect(made.sids.size).toBe(0);
  });

  it("lets others into the room of a socket, and keeps it while they are there", () => {
    const made = adapter();
    void made.addAll("a", new Set(["a"]));
    void made.addAll("b", new Set(["b"]));
    void made.addAll("b", new Set(["a"]));
    made.delAll("a");
    expect([...made.rooms]).toEqual([
      ["a", new Set(["b"])],
      ["b", new Set(["b"])],
    ]);
    made.delAll("b");
    expect([made.rooms.size, made.sids.size]).toEqual([0, 0]);
  });

  it("tells what becomes of rooms, once each", () => {
    const made = adapter();
    const told: unknown[] = [];
    for (const event of ["create-room", "join-room", "leave-room", "delete-room"]) {
      made.on(event, (...args) => void told.push([event, ...args]));
    }
    void made.addAll("a", new Set(["a"]));
    void made.addAll("a", new Set(["room"]));
    void made.addAll("b", new Set(["room"]));
    void made.addAll("b", new Set(["room"]));
    void made.del("b", "room");
    void made.del("b", "room");
    made.delAll("a");
    expect(told).toEqual([
      ["create-room", "a"],
      ["join-room", "a", "a"],
      ["create-room", "room"],
      ["join-room", "room", "a"],
      ["join-room", "room", "b"],
      ["leave-room", "room", "b"],
      ["leave-room", "a", "a"],
      ["delete-room", "a"],
      ["leave-room", "room", "a"],
      ["delete-room", "room"],
    ]);
  });

  it("takes any name for a room", () => {
    const made = adapter();
    void made.addAll("a", new Set(["__proto__", "constructor", ""]));
    expect([...made.rooms.keys()]).toEqual(["__proto__", "constructor", ""]);
    made.delAll("a");
    expect(made.rooms.size).toBe(0);
  });
});
