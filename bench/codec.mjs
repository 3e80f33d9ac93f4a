import { decodeFrame, decodePayload, encodeFrame, encodePacket, encodePayload, SocketDecoder } from "@upwire/protocol";
import * as engineIo from "engine.io-parser";
import * as socketIo from "socket.io-parser";
import { CODEC_STRETCH } from "./limits.mjs";
import { reordered } from "./statistics.mjs";

/**
 * One thing that both parsers do; each function does it once and returns what it made, so that nothing is optimised away.
 * @typedef {object} CodecTask
 * @property {string} title
 * @property {() => unknown} ours
 * @property {() => unknown} official
 */

const SMALL = ["e", { id: 1234, text: "the quick brown fox" }];
const KIBIBYTE = [
  "e",
  { id: 1234, items: Array.from({ length: 18 }, (_, id) => ({ id, name: `item number ${id}`, on: id % 2 === 0 })) },
];
const BINARY = ["e", Buffer.alloc(1024, 0xb1), { id: 1234 }];

/** The text and binary messages of an event, as both parsers write them. @param {unknown[]} data */
function wireOf(data) {
  const { text, attachments = [] } = encodePacket({ type: 2, nsp: "/", data });
  return [text, ...attachments];
}

/** @param {string} name @param {unknown[]} data @returns {CodecTask[]} */
function socketTasks(name, data) {
  const encoder = new socketIo.Encoder();
  const decoder = new socketIo.Decoder();
  const ourDecoder = new SocketDecoder();
  const messages = wireOf(data);
  /** @type {unknown} */
  let decoded;
  decoder.on("decoded", (packet) => (decoded = packet));
  return [
    {
      title: `Socket.IO encode, ${name}`,
      ours: () => encodePacket({ type: 2, nsp: "/", data }),
      official: () => encoder.encode({ type: socketIo.PacketType.EVENT, nsp: "/", data }),
    },
    {
      title: `Socket.IO decode, ${name}`,
      ours() {
        let packet;
        for (const message of messages) packet = ourDecoder.add(/** @type {string} a text or a Buffer */ (message));
        return packet;
      },
      official() {
        for (const message of messages) decoder.add(message);
        return decoded;
      },
    },
  ];
}

/** @returns {CodecTask[]} */
function engineTasks() {
  const data = encodePacket({ type: 2, nsp: "/", data: SMALL }).text;
  /** @type {any} */
  const packets = Array.from({ length: 10 }, () => ({ type: "message", data }));
  const body = encodePayload(packets);
  /** @type {unknown} */
  let encoded;
  const keep = (/** @type {unknown} */ result) => (encoded = result);
  return [
    {
      title: "Engine.IO encode, frame",
      ours: () => encodeFrame({ type: "message", data }),
      official: () => (engineIo.encodePacket({ type: "message", data }, true, keep), encoded),
    },
    {
      title: "Engine.IO decode, frame",
      ours: () => decodeFrame(`4${data}`),
      official: () => engineIo.decodePacket(`4${data}`),
    },
    {
      title: "Engine.IO encode, polling body of 10",
      ours: () => encodePayload(packets),
      official: () => (engineIo.encodePayload(packets, keep), encoded),
    },
    {
      title: "Engine.IO decode, polling body of 10",
      ours: () => [...decodePayload(body)],
      official: () => engineIo.decodePayload(body),
    },
  ];
}

/**
 * Nanoseconds of CPU per call by task and parser, one figure a round.
 * @param {number} rounds @param {(text: string) => void} show
 * @returns {{ title: string, ours: number[], official: number[] }[]}
 */
export function codecCost(rounds, show) {
  const tasks = [
    ...engineTasks(),
    ...socketTasks("small event", SMALL),
    ...socketTasks("1 KiB event", KIBIBYTE),
    ...socketTasks("1 KiB binary event", BINARY),
  ];
  return tasks.map(({ title, ...parsers }) => {
    show(title);
    /** @type {{ title: string } & Record<"ours" | "official", number[]>} */
    const costs = { title, ours: [], official: [] };
    timed(parsers.ours);
    timed(parsers.official);
    for (let round = 0; round < rounds; round++) {
      for (const parser of reordered(/** @type {const} */ (["ours", "official"]), round))
        costs[parser].push(timed(parsers[parser]));
    }
    return costs;
  });
}

/** Nanoseconds of CPU per call, which does not count what a busy machine made us wait, over calls enough to fill a stretch. @param {() => unknown} task */
function timed(task) {
  const started = process.cpuUsage();
  let calls = 0;
  for (;;) {
    for (let call = 0; call < 500; call++)
      if (task() === undefined) throw new Error("a codec made nothing of its input");
    calls += 500;
    const { user, system } = process.cpuUsage(started);
    if (user + system > CODEC_STRETCH * 1000) return ((user + system) * 1000) / calls;
  }
}
