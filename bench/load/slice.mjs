/**
 * One measured stretch of traffic.
 * @typedef {object} Slice
 * @property {readonly import("./connection.mjs").Connection[]} connections
 * @property {import("./wires.mjs").Exchange} exchange
 * @property {number} events how many are sent in all
 * @property {number} inFlight how many of one sender are on their way at a time
 */

/**
 * Keeps `inFlight` events of every connection on their way until all `events` came back.
 * @param {Slice} slice
 */
export async function echo({ connections, exchange, events, inFlight }) {
  const batches = Array.from({ length: inFlight + 1 }, (_, count) =>
    Buffer.concat(Array(count).fill(exchange.request)),
  );
  let toSend = events;
  let missing = events * exchange.frames;
  const bytesBefore = totalBytes(connections);
  await new Promise((resolve) => {
    for (const connection of connections) {
      let frames = 0;
      const send = (/** @type {number} */ count) => {
        const granted = Math.min(count, toSend);
        toSend -= granted;
        const batch = batches[granted];
        if (granted > 0 && batch) connection.send(batch);
      };
      connection.onFrames = (arrived) => {
        missing -= arrived;
        frames += arrived;
        const whole = Math.floor(frames / exchange.frames);
        frames -= whole * exchange.frames;
        send(whole);
        if (missing === 0) resolve(undefined);
      };
      send(inFlight);
    }
  });
  expectBytes(totalBytes(connections) - bytesBefore, events * exchange.bytes);
}

/**
 * Has the first connection send `inFlight` events at once to everyone, and the next ones when all have them, until all
 * `events` arrived everywhere.
 * @param {Slice} slice
 */
export async function broadcast({ connections, exchange, events, inFlight }) {
  const [sender] = connections;
  if (!sender) throw new Error("a broadcast needs a sender");
  const burst = Buffer.concat(Array(inFlight).fill(exchange.request));
  const perBurst = connections.length * exchange.frames * inFlight;
  const bytesBefore = totalBytes(connections);
  let bursts = Math.ceil(events / inFlight);
  const bytes = bursts * inFlight * connections.length * exchange.bytes;
  let missing = perBurst;
  await new Promise((resolve) => {
    const onFrames = (/** @type {number} */ arrived) => {
      missing -= arrived;
      if (missing > 0) return;
      if (--bursts === 0) return resolve(undefined);
      missing = perBurst;
      sender.send(burst);
    };
    for (const connection of connections) connection.onFrames = onFrames;
    sender.send(burst);
  });
  expectBytes(totalBytes(connections) - bytesBefore, bytes);
}

/** @param {Slice["connections"]} connections */
function totalBytes(connections) {
  return connections.reduce((sum, { reader }) => sum + reader.bytes, 0);
}

/** A peer that answers with something else than it should is not worth measuring. @param {number} got @param {number} expected */
function expectBytes(got, expected) {
  if (got !== expected) throw new Error(`the replies carried ${got} bytes where ${expected} were due`);
}
