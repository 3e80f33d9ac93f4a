import { FakeBidirectionalStream, type FakeWebTransport, framed, openTransport } from "./fake-page.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serialize } from "../../src/page/serialize.ts";
import { TapState } from "../../src/page/tap-state.ts";
import { tapWebTransport } from "../../src/page/web-transport.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const HANDSHAKE = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const URL_OF_ENGINE = "https://example.test/socket.io/";

const tap = new TapState();
tapWebTransport(tap);
/** The other end of a stream. */
class Peer {
  /** What came, as soon as it did. */
  readonly heard: Bytes[] = [];
  readonly stream: FakeBidirectionalStream;
  pulls = 0;
  cancelled: unknown;
  aborted: unknown;
  closed = false;
  #controller: ReadableByteStreamController | undefined;

  constructor() {
    const readable = new ReadableStream({
      type: "bytes",
      start: (controller) => void (this.#controller = controller),
      pull: () => void this.pulls++,
      cancel: (reason) => void (this.cancelled = reason),
    });
    const writable = new WritableStream<unknown>({
      write: (chunk) => {
        if (!(chunk instanceof Uint8Array)) throw new TypeError("no bytes");
        this.heard.push(chunk.slice());
      },
      close: () => void (this.closed = true),
      abort: (reason) => void (this.aborted = reason),
    });
    this.stream = new FakeBidirectionalStream(readable, writable);
  }

  say(...chunks: readonly Bytes[]): void {
    for (const chunk of chunks) this.#controller?.enqueue(chunk.slice());
  }

  end(): void {
    this.#controller?.close();
    this.#controller?.byobRequest?.respond(0);
  }

  fail(error: unknown): void {
    this.#controller?.error(error);
  }
}

/** A session as a page makes it, and its one stream. */
async function session(
  url: string = URL_OF_ENGINE,
): Promise<{ peer: Peer; stream: FakeBidirectionalStream; transport: FakeWebTransport }> {
  const peer = new Peer();
  const transport = openTransport(url, [peer.stream]);
  await transport.ready;
  const stream = await transport.createBidirectionalStream();
  expect(stream).toBe(peer.stream);
  return { peer, stream, transport };
}

let from = 0;

/** The records since the test began, frames as text. */
function records(): readonly string[] {
  const told: string[] = [];
  for (let seq = from + 1; seq <= tap.recorder.ring.last; seq++) {
    const entry = tap.recorder.ring.at(seq);
    const record = entry && serialize(seq, entry);
    if (record?.kind === "link") told.push(`link ${record.transport} ${record.url}`);
    else if (record?.kind === "link end") told.push(`end ${record.error ?? ""}`);
    else if (record?.kind === "frame")
      told.push(`${record.direction} ${"text" in record.body ? record.body.text : record.body.base64}`);
    else told.push(record?.kind ?? "nothing");
  }
  return told;
}

const OPENED = [`link webtransport ${URL_OF_ENGINE}`, "link open"];
const IN = framed(HANDSHAKE, "40", new Uint8Array([1, 2, 255]), '42["é"]');
const IN_RECORDS = [`in ${HANDSHAKE}`, "in 40", "in AQL/", 'in 42["é"]'];

beforeEach(() => {
  from = tap.recorder.ring.last;
});

afterEach(() => {
  tap.recorder.armed = true;
});

/** Reads a stream to its end in one of the ways a page can, and gives all that it saw. */
const READS: Readonly<Record<string, (readable: ReadableStream<Bytes>) => Promise<Bytes>>> = {
  "a reader": async (readable) => drain(readable.getReader()),
  "a reader made by its constructor": async (readable) => drain(new ReadableStreamDefaultReader(readable)),
  "a reader into buffers of the page": async (readable) => {
    const reader = readable.getReader({ mode: "byob" });
    const chunks: Bytes[] = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(new ArrayBuffer(16), 3, 10));
      if (value) expect([value.byteOffset, value.buffer.byteLength]).toEqual([3, 16]);
      if (done) return joined(chunks);
      chunks.push(value.slice());
    }
  },
  "a pipe": async (readable) => {
    const chunks: Bytes[] = [];
    await readable.pipeTo(new WritableStream({ write: (chunk) => void chunks.push(chunk) }));
    expect(readable.locked).toBe(false);
    return joined(chunks);
  },
  "a transform": async (readable) => drain(readable.pipeThrough(new TransformStream()).getReader()),
  "a loop": async (readable) => {
    const chunks: Bytes[] = [];
    // True because Node's streams are iterable.
    for await (const chunk of readable as unknown as AsyncIterable<Bytes>) chunks.push(chunk);
    expect(readable.locked).toBe(false);
    return joined(chunks);
  },
  "the first of two branches": async (readable) => {
    const [first] = readable.tee();
    return drain(first.getReader());
  },
};

async function drain(reader: ReadableStreamDefaultReader<Bytes>): Promise<Bytes> {
  const chunks: Bytes[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks);
    chunks.push(value);
  }
}

function joined(chunks: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(chunks));
}

/** Writes chunks in one of the ways a page can. */
const WRITES: Readonly<Record<string, (stream: FakeBidirectionalStream, chunks: readonly Bytes[]) => Promise<void>>> = {
  "a writer": async ({ writable }, chunks) => writeAll(writable.getWriter(), chunks),
  "a writer made by its constructor": async ({ writable }, chunks) =>
    writeAll(new WritableStreamDefaultWriter(writable), chunks),
  "a pipe": async ({ writable }, chunks) => {
    const source = sourceOf(chunks);
    await source.pipeTo(writable);
    expect([source.locked, writable.locked]).toEqual([false, false]);
  },
  "a transform whose two ends are the stream's": async (stream, chunks) => {
    expect(sourceOf(chunks).pipeThrough(stream)).toBe(stream.readable);
    await until(() => !stream.writable.locked);
  },
};

async function writeAll(writer: WritableStreamDefaultWriter<unknown>, chunks: readonly Bytes[]): Promise<void> {
  for (const chunk of chunks) await writer.write(chunk);
  await writer.close();
}

function sourceOf(chunks: readonly Bytes[]): ReadableStream<Bytes> {
  const left = [...chunks];
  return new ReadableStream({
    pull: (controller) => {
      const chunk = left.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

describe("what comes in", () => {
  it.each(Object.entries(READS))(
    "is recorded when the page has %s, and the page sees the same",
    async (_name, read) => {
      for (const size of [1, 7, IN.length]) {
        from = tap.recorder.ring.last;
        const { peer, stream } = await session();
        for (let start = 0; start < IN.length; start += size) peer.say(IN.slice(start, start + size));
        peer.end();
        expect(await read(stream.readable)).toEqual(IN);
        expect(records()).toEqual([...OPENED, ...IN_RECORDS]);
      }
    },
  );

  it("is not asked for before the page asks, however it is piped", async () => {
    const { peer, stream } = await session();
    const before = peer.pulls;
    const slow = stream.readable.pipeThrough(new TransformStream(undefined, undefined, { highWaterMark: 0 }));
    expect(stream.readable.locked).toBe(true);
    // The transform takes one chunk before anybody asks for any, as it does without a tap.
    peer.say(framed(HANDSHAKE), framed("40"), framed("41"));
    await until(() => records().length > 2);
    expect(records()).toEqual([...OPENED, `in ${HANDSHAKE}`]);
    expect(peer.pulls - before).toBeLessThanOrEqual(1);
    const reader = slow.getReader();
    await reader.read();
    await reader.read();
    expect(records()).toEqual([...OPENED, `in ${HANDSHAKE}`, "in 40"]);
  });

  it("fails for the page with the very error of the stream, and gives the lock back", async () => {
    const gone = new Error("gone");
    for (const read of ["a reader", "a pipe", "a transform", "a loop"]) {
      const { peer, stream } = await session();
      const failing = READS[read]?.(stream.readable);
      peer.fail(gone);
      await expect(failing).rejects.toBe(gone);
      if (read !== "a reader") expect(stream.readable.locked).toBe(false);
    }
  });

  it("is cancelled with the reason of whoever is piped to", async () => {
    const { peer, stream } = await session();
    const full = new Error("full");
    const piped = stream.readable.pipeTo(
      new WritableStream({
        write: () => {
          throw full;
        },
      }),
    );
    peer.say(framed(HANDSHAKE), framed("40"));
    await expect(piped).rejects.toBe(full);
    expect(peer.cancelled).toBe(full);
    expect(stream.readable.locked).toBe(false);
  });

  it("ends when the page's signal says so", async () => {
    const { peer, stream } = await session();
    const controller = new AbortController();
    const piped = stream.readable.pipeTo(new WritableStream(), { signal: controller.signal });
    const enough = new Error("enough");
    controller.abort(enough);
    await expect(piped).rejects.toBe(enough);
    expect(peer.cancelled).toBe(enough);
    expect(stream.readable.locked).toBe(false);
  });

  it("is left to the page when a pipe has ended that is to leave it", async () => {
    const { peer, stream } = await session();
    const enough = new Error("enough");
    const piped = stream.readable.pipeTo(new WritableStream(), {
      preventCancel: true,
      signal: AbortSignal.abort(enough),
    });
    await expect(piped).rejects.toBe(enough);
    expect(peer.cancelled).toBeUndefined();
    peer.say(framed(HANDSHAKE));
    peer.end();
    expect(await drain(stream.readable.getReader())).toEqual(framed(HANDSHAKE));
  });

  it("is refused to be piped as it is without a tap, and stays free", async () => {
    const { stream } = await session();
    const taken = new WritableStream();
    taken.getWriter();
    await expect(stream.readable.pipeTo(taken)).rejects.toBeInstanceOf(TypeError);
    expect(() => stream.readable.pipeThrough({ readable: new ReadableStream(), writable: taken })).toThrow(TypeError);
    // True as far as a script can tell.
    expect(() => stream.readable.pipeThrough(undefined as unknown as TransformStream)).toThrow(TypeError);
    expect(stream.readable.locked).toBe(false);
    stream.readable.getReader();
    expect(() => stream.readable.getReader()).toThrow(TypeError);
    await expect(stream.readable.pipeTo(new WritableStream())).rejects.toBeInstanceOf(TypeError);
  });
});

const OUT = framed("0", '42["é"]', new Uint8Array([9, 8]), "3");
const OUT_RECORDS = ["out 0", 'out 42["é"]', "out CQg=", "out 3"];

describe("what goes out", () => {
  it.each(Object.entries(WRITES))("is recorded when the page has %s, and arrives as it is", async (_name, write) => {
    for (const size of [1, 2, OUT.length]) {
      from = tap.recorder.ring.last;
      const { peer, stream } = await session();
      const chunks: Bytes[] = [];
      for (let start = 0; start < OUT.length; start += size) chunks.push(OUT.slice(start, start + size));
      await write(stream, chunks);
      expect(joined(peer.heard)).toEqual(OUT);
      expect(peer.closed).toBe(true);
      expect(records()).toEqual([...OPENED, ...OUT_RECORDS]);
    }
  });

  it("is what the page wrote, also where it uses its buffer again", async () => {
    const { stream } = await session();
    const bytes = framed("42[1]", new Uint8Array([1, 2]));
    const written = stream.writable.getWriter().write(bytes);
    bytes.fill(0);
    await written;
    expect(records()).toEqual([...OPENED, "out 42[1]", "out AQI="]);
  });

  it("is recorded only when the stream has taken it", async () => {
    const { peer, stream } = await session();
    const writer = stream.writable.getWriter();
    await expect(writer.write("no bytes")).rejects.toThrow("no bytes");
    await expect(writer.write(framed("42[1]"))).rejects.toThrow("no bytes");
    expect(peer.heard).toEqual([]);
    expect(records()).toEqual(OPENED);
  });
});

describe("a session", () => {
  it("of another address is recorded from the handshake on, and from the question before", async () => {
    const { peer, stream, transport } = await session("https://example.test/elsewhere");
    await stream.writable.getWriter().write(framed("0"));
    expect(records()).toEqual([]);
    peer.say(framed(HANDSHAKE, "40"));
    await stream.readable.getReader().read();
    transport.close();
    await until(() => records().at(-1) === "end ");
    const begun = ["link webtransport https://example.test/elsewhere", "link open", "out 0"];
    expect(records()).toEqual([...begun, `in ${HANDSHAKE}`, "in 40", "end "]);
  });

  it("that takes over another one is known by its first packet", async () => {
    const { stream } = await session("https://example.test/elsewhere");
    await stream.writable.getWriter().write(framed('0{"sid":"abc"}', "2probe"));
    expect(records().slice(2)).toEqual(['out 0{"sid":"abc"}', "out 2probe"]);
  });

  it.each([
    ["something else first", framed("hello"), framed(HANDSHAKE)],
    ["something else in answer", framed("0"), framed("hello", HANDSHAKE)],
    ["no packets", new Uint8Array([0, 1, 2]), new Uint8Array([0, 1, 2])],
  ])("with %s leaves no record", async (_name, out, into) => {
    const { peer, stream, transport } = await session("https://example.test/elsewhere");
    await stream.writable.getWriter().write(out);
    peer.say(into);
    peer.end();
    expect(await drain(stream.readable.getReader())).toEqual(into);
    transport.close();
    await transport.closed;
    expect(records()).toEqual([]);
  });

  it("is followed while the tap is switched off, and recorded again from the next whole packet on", async () => {
    const { peer, stream } = await session();
    const reader = stream.readable.getReader();
    const bytes = framed(HANDSHAKE, "4 unseen", "4 seen");
    const first = framed(HANDSHAKE).length + 3;
    peer.say(bytes.slice(0, first), bytes.slice(first, -7));
    await reader.read();
    tap.recorder.armed = false;
    await reader.read();
    tap.recorder.armed = true;
    peer.say(bytes.slice(-7));
    await reader.read();
    expect(records()).toEqual([...OPENED, `in ${HANDSHAKE}`, "in 4 seen"]);
  });

  it("ends with the reason of the platform, or because a panel has cut it", async () => {
    const { transport } = await session();
    transport.ended.reject(new Error("the network is gone"));
    await until(() => records().length > 2);
    expect(records()).toEqual([...OPENED, "end Error: the network is gone"]);
    from = tap.recorder.ring.last;
    const { stream } = await session();
    await stream.writable.getWriter().write(framed("0"));
    const link = newestLink();
    expect(tap.links.get(link)?.send("out", ["2"])).toMatchObject({ ok: false, code: "FAILED" });
    expect(tap.links.get(link)?.cut()).toEqual({ ok: true });
    await until(() => records().length > 3);
    expect(records()).toEqual([...OPENED, "out 0", "end cut from the panel"]);
    expect(tap.links.get(link)?.cut()).toMatchObject({ ok: false, code: "NOT_OPEN" });
  });

  it("fails for the page where it fails without a tap", async () => {
    const transport = openTransport(URL_OF_ENGINE);
    await expect(transport.createBidirectionalStream()).rejects.toThrow("no more streams");
    // True as far as a script can tell.
    expect(() => openTransport(Symbol("no address") as unknown as string)).toThrow(TypeError);
  });
});

function newestLink(): number {
  for (let seq = tap.recorder.ring.last; seq > 0; seq--) {
    const entry = tap.recorder.ring.at(seq);
    if (entry && "link" in entry) return entry.link.link;
  }
  throw new Error("there is no link");
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}
