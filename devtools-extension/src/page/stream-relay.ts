import { NativeReadableStream, plain, uncurried, whenSettled } from "./primordials.ts";

type Result = ReadableStreamReadResult<unknown>;
type Reader = ReadableStreamDefaultReader<unknown>;
type Controller = ReadableStreamDefaultController<unknown>;

const readerOf: (stream: ReadableStream<unknown>) => Reader = uncurried(
  // True because without options it gives the reader of that kind.
  NativeReadableStream.prototype.getReader as never,
);
const ReaderPrototype: Reader = ReadableStreamDefaultReader.prototype;
const readFrom: (reader: Reader) => Promise<Result> = uncurried(ReaderPrototype.read);
const cancelOn: (reader: Reader, reason: unknown) => Promise<void> = uncurried(ReaderPrototype.cancel);
const release: (reader: Reader) => void = uncurried(ReaderPrototype.releaseLock);
const ControllerPrototype: Controller = ReadableStreamDefaultController.prototype;
const enqueue: (controller: Controller, chunk: unknown) => void = uncurried(ControllerPrototype.enqueue);
const close: (controller: Controller) => void = uncurried(ControllerPrototype.close);
const fail: (controller: Controller, error: unknown) => void = uncurried(ControllerPrototype.error);

/** Stands in for a stream where the platform itself reads it, and where nobody else would see what comes. */
export class StreamRelay {
  /** Gives what the source gives, when it is asked for and not before: nothing piles up in between. */
  readonly stream: ReadableStream<unknown>;
  readonly #source: ReadableStream<unknown>;
  readonly #heed: (chunk: unknown) => void;
  #reader: Reader | undefined;
  #over = false;

  constructor(source: ReadableStream<unknown>, heed: (chunk: unknown) => void) {
    this.#source = source;
    this.#heed = heed;
    // Nothing of these is looked for on the page's `Object.prototype`.
    const pull = (controller: Controller): void => this.#pull(controller);
    const cancel = (reason: unknown): Promise<void> => this.#cancel(reason);
    this.stream = new NativeReadableStream(plain({ pull, cancel }), plain({ highWaterMark: 0 }));
  }

  /** Locks the source, as whoever reads it would. */
  hold(): Reader {
    this.#reader ??= readerOf(this.#source);
    return this.#reader;
  }

  #pull(controller: Controller): void {
    void whenSettled(
      readFrom(this.hold()),
      ({ done, value }) => {
        if (this.#over) return;
        if (done) {
          this.#end();
          return close(controller);
        }
        this.#heed(value);
        enqueue(controller, value);
      },
      (error) => {
        if (this.#over) return;
        this.#end();
        fail(controller, error);
      },
    );
  }

  #cancel(reason: unknown): Promise<void> {
    this.#over = true;
    return whenSettled(
      cancelOn(this.hold(), reason),
      () => this.#end(),
      (error) => {
        this.#end();
        throw error;
      },
    );
  }

  #end(): void {
    this.#over = true;
    if (this.#reader) release(this.#reader);
  }
}
