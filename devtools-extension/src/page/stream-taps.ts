import { beforePage } from "./before-page.ts";
import { replaceConstructor, replaceMethod } from "./native-look.ts";
import { apply, define, descriptorOf, getter, NativeReadableStream, SafeWeakMap } from "./primordials.ts";
import { StreamRelay } from "./stream-relay.ts";

/** Looks at a chunk before anybody can change it; what it gives is called when the chunk has gone where it goes. Neither throws. */
export type Look = (chunk: unknown) => (() => void) | undefined;

type Method = (this: object, ...args: readonly unknown[]) => unknown;
type Promising = (this: object, ...args: readonly unknown[]) => Promise<unknown>;

const isLocked: (self: unknown) => boolean | undefined = getter(NativeReadableStream.prototype, "locked");
const endsOf: object | undefined = prototypeOf("WebTransportBidirectionalStream");
const readEnd = getter<object>(endsOf, "readable");
const writeEnd = getter<object>(endsOf, "writable");

/** The end of a bidirectional stream that the page reads; undefined for everything else. */
export function readableOf(stream: unknown): object | undefined {
  return attempt(readEnd, stream);
}

/** The end of a bidirectional stream that the page writes; undefined for everything else. */
export function writableOf(stream: unknown): object | undefined {
  return attempt(writeEnd, stream);
}

function attempt(get: (self: unknown) => object | undefined, self: unknown): object | undefined {
  try {
    return get(self);
  } catch {
    return undefined;
  }
}

/**
 * The streams whose chunks are looked at, and their readers and writers. Not seen are pipes with `preventCancel`, all branches of
 * `tee` but the first, and streams that the page hands to another realm.
 */
export class StreamTaps {
  /** Whether there is any such stream in this page. */
  used = false;
  readonly #looks = new SafeWeakMap<object, Look>();

  /** Has the chunks of a stream, reader or writer looked at. */
  watch(stream: object, look: Look): void {
    this.used = true;
    this.#looks.set(stream, look);
  }

  /** Who looks at it. For a page that has no such stream this costs one test. */
  of(stream: unknown): Look | undefined {
    // True because whatever is no key is not found.
    return this.used ? this.#looks.get(stream as object) : undefined;
  }

  /** Has looked at `user` what is looked at `stream`, which it reads or writes. */
  follow(stream: unknown, user: unknown): void {
    const look = this.of(stream);
    // True because what reads or writes a stream is an object.
    if (look) this.watch(user as object, look);
  }
}

/** Puts itself before whatever reads and writes streams. */
export function tapStreams(): StreamTaps {
  const taps = new StreamTaps();
  const readers = ["ReadableStreamDefaultReader", "ReadableStreamBYOBReader"] as const;
  for (const name of readers) {
    tapUser(taps, name);
    tapReads(taps, prototypeOf(name));
  }
  tapUser(taps, "WritableStreamDefaultWriter");
  tapWrites(taps, prototypeOf("WritableStreamDefaultWriter"));
  tapLock(taps, prototypeOf("ReadableStream"), "getReader");
  tapLock(taps, prototypeOf("WritableStream"), "getWriter");
  const readable = prototypeOf("ReadableStream");
  tapPipe(taps, readable, "pipeTo", (args) => args[0], 1);
  tapPipe(taps, readable, "pipeThrough", (args) => writableOf(args[0]), 1);
  const iterates = readable && descriptorOf(readable, Symbol.asyncIterator);
  tapPipe(taps, readable, "values", () => undefined, 0);
  // The two are one and the same function.
  if (readable && iterates) define(readable, Symbol.asyncIterator, { ...iterates, value: valueOf(readable, "values") });
  tapTee(taps, readable);
  return taps;
}

function valueOf(owner: object, name: string): unknown {
  return descriptorOf(owner, name)?.value;
}

function prototypeOf(name: string): object | undefined {
  const owner: unknown = valueOf(globalThis, name);
  return typeof owner === "function" ? owner.prototype : undefined;
}

/** What is made of a stream by its constructor. */
function tapUser(taps: StreamTaps, name: string): void {
  replaceConstructor(name, (make, args) => {
    const user = make();
    taps.follow(args[0], user);
    return user;
  });
}

/** What a stream gives to be read or written by. */
function tapLock(taps: StreamTaps, owner: object | undefined, name: string): void {
  replaceMethod<Method>(
    owner,
    name,
    (native) =>
      ({
        lock(this: object, ...args: readonly unknown[]): unknown {
          const user = apply(native, this, args);
          taps.follow(this, user);
          return user;
        },
      }).lock,
  );
}

function tapReads(taps: StreamTaps, owner: object | undefined): void {
  replaceMethod<Promising>(
    owner,
    "read",
    (native) =>
      ({
        read(this: object, ...args: readonly unknown[]): Promise<unknown> {
          const result = apply(native, this, args);
          const look = taps.of(this);
          // True because this is what the platform's readers give.
          return look
            ? beforePage(result, (read) => look((read as ReadableStreamReadResult<unknown>).value)?.())
            : result;
        },
      }).read,
  );
}

function tapWrites(taps: StreamTaps, owner: object | undefined): void {
  replaceMethod<Promising>(
    owner,
    "write",
    (native) =>
      ({
        write(this: object, ...args: readonly unknown[]): Promise<unknown> {
          const tell = taps.of(this)?.(args[0]);
          const result = apply(native, this, args);
          return tell ? beforePage(result, tell) : result;
        },
      }).write,
  );
}

type Target = (args: readonly unknown[]) => unknown;

/** A method by which the platform itself reads a stream to its end: it gets another that stands in for it. */
function tapPipe(taps: StreamTaps, owner: object | undefined, name: string, target: Target, optionsAt: number): void {
  replaceMethod<Method>(
    owner,
    name,
    (native) =>
      ({
        pipe(this: object, ...args: readonly unknown[]): unknown {
          const relay = taps.used ? relayFor(taps, this, target(args), args[optionsAt]) : undefined;
          if (!relay) return apply(native, this, args);
          const result = apply(native, relay.stream, args);
          // Arguments that are refused leave the source alone.
          if (isLocked(relay.stream)) relay.hold();
          return result;
        },
      }).pipe,
  );
}

function relayFor(taps: StreamTaps, source: object, target: unknown, options: unknown): StreamRelay | undefined {
  try {
    const look = both(taps.of(source), taps.of(target));
    if (!look || isLocked(source) !== false || mayKeepSource(options)) return undefined;
    // True because it has told whether it is locked.
    return new StreamRelay(source as ReadableStream<unknown>, (chunk) => look(chunk)?.());
  } catch {
    return undefined;
  }
}

function both(one: Look | undefined, other: Look | undefined): Look | undefined {
  if (!one || !other) return one ?? other;
  return (chunk) => {
    const first = one(chunk);
    const second = other(chunk);
    return () => {
      first?.();
      second?.();
    };
  };
}

/** Whether the source may be the page's again before it has ended, which the one that stands in for it would not notice. */
function mayKeepSource(options: unknown): boolean {
  if (typeof options !== "object" || options === null) return false;
  const given = descriptorOf(options, "preventCancel");
  return given !== undefined && given.value !== false;
}

function tapTee(taps: StreamTaps, owner: object | undefined): void {
  replaceMethod<Method>(
    owner,
    "tee",
    (native) =>
      ({
        tee(this: object, ...args: readonly unknown[]): unknown {
          const branches = apply(native, this, args);
          // True because this is what the platform gives.
          taps.follow(this, (branches as readonly unknown[])[0]);
          return branches;
        },
      }).tee,
  );
}
