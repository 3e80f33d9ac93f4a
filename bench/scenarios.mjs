/**
 * Traffic whose server CPU per message is measured.
 * @typedef {object} Traffic
 * @property {"echo" | "broadcast"} kind
 * @property {boolean} binary whether an event carries 1 KiB of binary instead of a small text
 * @property {number} connections
 * @property {number} inFlight events on their way at a time: per connection of an echo, in all of a broadcast (a divisor of `events`)
 * @property {number} events how many a slice sends
 */

/**
 * One row of the result table. `target` is what our server is held to, as a ratio to the yardstick.
 * @typedef {object} Scenario
 * @property {string} id
 * @property {string} title
 * @property {number} target
 * @property {number} expectedFloor what the hand-written floor reached when the targets were set
 * @property {Traffic} [traffic]
 * @property {{ readonly kind: "set-up" | "memory", readonly count: number }} [connections]
 */

/** @type {readonly Scenario[]} */
export const SCENARIOS = [
  {
    id: "echo-10",
    title: "text echo, 10 in flight on each of 100 connections",
    target: 0.9,
    expectedFloor: 0.75,
    traffic: { kind: "echo", binary: false, connections: 100, inFlight: 10, events: 100_000 },
  },
  {
    id: "echo-4",
    title: "text echo, 4 in flight on each of 1 000 connections",
    target: 1.05,
    expectedFloor: 0.95,
    traffic: { kind: "echo", binary: false, connections: 1_000, inFlight: 4, events: 80_000 },
  },
  {
    id: "echo-1",
    title: "text echo, 1 in flight on each of 100 connections",
    target: 1.6,
    expectedFloor: 1.46,
    traffic: { kind: "echo", binary: false, connections: 100, inFlight: 1, events: 50_000 },
  },
  {
    id: "echo-binary",
    title: "1 KiB binary echo, 10 in flight on each of 100 connections",
    target: 1.1,
    expectedFloor: 1,
    traffic: { kind: "echo", binary: true, connections: 100, inFlight: 10, events: 60_000 },
  },
  {
    id: "broadcast-text",
    title: "text broadcast to 1 000, 2 at a time",
    target: 0.7,
    expectedFloor: 0.57,
    traffic: { kind: "broadcast", binary: false, connections: 1_000, inFlight: 2, events: 120 },
  },
  {
    id: "broadcast-binary",
    title: "1 KiB binary broadcast to 1 000, 2 at a time",
    target: 0.75,
    expectedFloor: 0.61,
    traffic: { kind: "broadcast", binary: true, connections: 1_000, inFlight: 2, events: 120 },
  },
  {
    id: "set-up",
    title: "set-up of a connection",
    target: 1.9,
    expectedFloor: 1.57,
    connections: { kind: "set-up", count: 2_000 },
  },
  {
    id: "memory",
    title: "memory of an idle connection",
    target: 1.25,
    expectedFloor: 1.1,
    connections: { kind: "memory", count: 5_000 },
  },
];
