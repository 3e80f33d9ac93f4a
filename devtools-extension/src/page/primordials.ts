/**
 * What the tap needs of the language and the platform, taken before any script of the page runs. A page may replace all of it,
 * by mistake or on purpose, and must neither break the tap nor be told of its doings. So nothing in this folder calls a method
 * of a built-in object by its name once the page runs, and nothing iterates.
 */

/** `Reflect.apply`. */
export const apply: typeof Reflect.apply = Reflect.apply;
/** `Reflect.construct`. */
export const construct: typeof Reflect.construct = Reflect.construct;
/** `Reflect.getOwnPropertyDescriptor`. */
export const descriptorOf: typeof Reflect.getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;
const { defineProperty, setPrototypeOf } = Reflect;
const { bind } = Function.prototype;

/** A method as a function whose first argument is `this`. */
export function uncurried<Self, Args extends readonly unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
): (self: Self, ...args: Args) => Result {
  return (self, ...args) => apply(method, self, args);
}

/** The getter of a platform's attribute, as a function of the object; where the platform lacks it, that gives `absent`. */
export function getter<Value>(
  owner: object | undefined,
  name: string,
  absent?: Value,
): (self: unknown) => Value | undefined {
  const get = owner && descriptorOf(owner, name)?.get;
  // True as far as the platform keeps to its own interface description, which the caller names.
  return get ? (self) => apply(get, self, []) as Value : () => absent;
}

/** A function of some object, to be called without it. */
function bound<Call extends (...args: never[]) => unknown>(owner: unknown, method: Call): Call {
  // True because a bound function takes and gives what the function itself does.
  return apply(bind, method, [owner]) as Call;
}

/** An object that takes nothing from `Object.prototype`, where a page may have put anything. */
export function plain<Fields extends object>(fields: Fields): Fields {
  setPrototypeOf(fields, null);
  return fields;
}

/** A list that takes nothing from `Array.prototype`; JSON still writes it as a list. */
export function plainList<Item>(list: readonly Item[]): readonly Item[] {
  setPrototypeOf(list, null);
  return list;
}

/** Sets an own property, whatever a page has put on the prototypes. */
export function define(target: object, name: PropertyKey, descriptor: PropertyDescriptor): boolean {
  return defineProperty(target, name, plain(descriptor));
}

/** `push` that no setter on `Array.prototype` hears of. */
export function append<Item>(list: Item[], value: Item): void {
  define(list, list.length, { value, writable: true, enumerable: true, configurable: true });
}

/** The list itself, sorted. */
export const sorted: <Item>(list: Item[], compare: (one: Item, other: Item) => number) => Item[] = uncurried(
  // True because `sort` compares what is in the list.
  Array.prototype.sort as never,
);

/** Gives a class its own copies of all methods it inherits, and takes it off the page's prototypes. */
function detach(owner: { readonly prototype: object }, parent: { readonly prototype: object }): void {
  for (const name of Reflect.ownKeys(parent.prototype)) {
    const descriptor = descriptorOf(parent.prototype, name);
    if (descriptor && name !== "constructor") define(owner.prototype, name, descriptor);
  }
  setPrototypeOf(owner.prototype, null);
}

/** A `Map` whose methods no page can replace. */
export class SafeMap<Key, Value> extends Map<Key, Value> {}
detach(SafeMap, Map);

/** A `WeakMap` whose methods no page can replace. */
export class SafeWeakMap<Key extends WeakKey, Value> extends WeakMap<Key, Value> {}
detach(SafeWeakMap, WeakMap);

/** The native `Blob`. */
export const NativeBlob: typeof Blob = Blob;
/** The native `BroadcastChannel`. */
export const NativeBroadcastChannel: typeof BroadcastChannel | undefined = globalThis.BroadcastChannel;
/** The native `CloseEvent`. */
export const NativeCloseEvent: typeof CloseEvent = CloseEvent;
/** The native `CustomEvent`. */
export const NativeCustomEvent: typeof CustomEvent = CustomEvent;
/** The native `Error`. */
export const NativeError: typeof Error = Error;
/** The native `Event`. */
export const NativeEvent: typeof Event = Event;
/** The native `MessageChannel`. */
export const NativeMessageChannel: typeof MessageChannel = MessageChannel;
/** The native `MessageEvent`. */
export const NativeMessageEvent: typeof MessageEvent = MessageEvent;
/** The native `ProgressEvent`. */
export const NativeProgressEvent: typeof ProgressEvent = ProgressEvent;
/** The native `Promise`. */
export const NativePromise: typeof Promise = Promise;
/** The native `ReadableStream`. */
export const NativeReadableStream: typeof ReadableStream = ReadableStream;
/** The native `Response`. */
export const NativeResponse: typeof Response = Response;
/** The native `TextDecoder`. */
export const NativeTextDecoder: typeof TextDecoder = TextDecoder;
/** The native `Uint8Array`. */
export const NativeUint8Array: typeof Uint8Array = Uint8Array;
/** The native `URL`. */
export const NativeURL: typeof URL = URL;
/** The native `WebTransport`, which browsers have on secure pages only, and not all. */
export const NativeWebTransport: typeof WebTransport | undefined = globalThis.WebTransport;
/** The native `WeakRef`. */
export const NativeWeakRef: typeof WeakRef = WeakRef;

/** `Math.imul`. */
export const imul: typeof Math.imul = Math.imul;
/** `Math.max`. */
export const max: typeof Math.max = Math.max;
/** `Math.min`. */
export const min: typeof Math.min = Math.min;
/** `JSON.stringify`; hand it lists and objects without a prototype, or `toJSON` of a page gets a say. */
export const stringify: (value: unknown) => string = JSON.stringify;
/** `JSON.parse`. */
export const parse: (text: string) => unknown = JSON.parse;
/** `Array.isArray`. */
export const isArray: (value: unknown) => value is unknown[] = Array.isArray;
/** `Number.isSafeInteger`. */
export const isInteger: (value: unknown) => boolean = Number.isSafeInteger;
/** `ArrayBuffer.isView`. */
export const isView: (value: unknown) => value is ArrayBufferView = ArrayBuffer.isView;
/** `String.fromCharCode`. */
export const fromCharCode: typeof String.fromCharCode = String.fromCharCode;
/** `String`, which runs code of the page for its objects. */
export const toText: (value: unknown) => string = String;
/** `Number`. */
export const toNumber: (value: unknown) => number = Number;

/** `text.includes`. */
export const includes: (text: string, part: string) => boolean = uncurried(String.prototype.includes);
/** `text.startsWith`. */
export const startsWith: (text: string, part: string) => boolean = uncurried(String.prototype.startsWith);
/** `text.indexOf`. */
export const indexOf: (text: string, part: string, from?: number) => number = uncurried(String.prototype.indexOf);
/** `text.slice`. */
export const slice: (text: string, start: number, end?: number) => string = uncurried(String.prototype.slice);
/** `text.charCodeAt`. */
export const charCodeAt: (text: string, index: number) => number = uncurried(String.prototype.charCodeAt);
/** `text.toUpperCase`. */
export const upperCase: (text: string) => string = uncurried(String.prototype.toUpperCase);
/** `pattern.exec`. */
export const exec: (pattern: RegExp, text: string) => RegExpExecArray | null = uncurried(RegExp.prototype.exec);
/** `object.hasOwnProperty`. */
export const hasOwn: (object: object, name: PropertyKey) => boolean = uncurried(Object.prototype.hasOwnProperty);

const TypedArrayPrototype: Uint8Array = Object.getPrototypeOf(Uint8Array.prototype);
/** `bytes.set`. */
export const setBytes: (target: Uint8Array, source: ArrayLike<number>, offset?: number) => void = uncurried(
  TypedArrayPrototype.set,
);
/** `byteLength` of an ArrayBuffer; throws for anything else. */
export const bufferLength: (self: unknown) => number | undefined = getter(ArrayBuffer.prototype, "byteLength");
/** `buffer` of a typed array; throws for anything else. */
export const bytesBuffer: (self: unknown) => ArrayBuffer | undefined = getter(TypedArrayPrototype, "buffer");
/** `byteOffset` of a typed array. */
export const bytesOffset: (self: unknown) => number | undefined = getter(TypedArrayPrototype, "byteOffset");
/** `byteLength` of a typed array. */
export const bytesLength: (self: unknown) => number | undefined = getter(TypedArrayPrototype, "byteLength");
/** `buffer` of a DataView; throws for anything else. */
export const viewBuffer: (self: unknown) => ArrayBuffer | undefined = getter(DataView.prototype, "buffer");
/** `byteOffset` of a DataView. */
export const viewOffset: (self: unknown) => number | undefined = getter(DataView.prototype, "byteOffset");
/** `byteLength` of a DataView. */
export const viewLength: (self: unknown) => number | undefined = getter(DataView.prototype, "byteLength");

/** `promise.then`; what it gives is settled by the handlers. */
export const whenSettled: <Value, Result, Other = Result>(
  promise: Promise<Value>,
  onValue: (value: Value) => Result | PromiseLike<Result>,
  onError?: (error: unknown) => Other | PromiseLike<Other>,
) => Promise<Result | Other> = uncurried(
  // True because `then` is generic in just this way.
  Promise.prototype.then as never,
);
/** `ref.deref`. */
export const weakTarget: <Target extends WeakKey>(ref: WeakRef<Target>) => Target | undefined = uncurried(
  // True because `deref` gives what its own WeakRef was made with.
  WeakRef.prototype.deref as never,
);

/** `setTimeout`. The casts here are true because a timer of a window is a number. */
export const setTimer: (callback: () => void, delay: number) => number = bound(globalThis, setTimeout) as never;
/** `clearTimeout`. */
export const clearTimer: (timer: number | undefined) => void = bound(globalThis, clearTimeout) as never;
/** `fetch`, past the tap. */
export const nativeFetch: typeof fetch = fetch;
/** `btoa`. */
export const toBase64: (binary: string) => string = bound(globalThis, btoa);
/** `atob`; throws for what is no base64. */
export const fromBase64: (text: string) => string = bound(globalThis, atob);
const monotonic: () => number = bound(performance, performance.now);
const { timeOrigin } = performance;

/** Milliseconds since the epoch, with fractions, from a clock that never jumps. */
export function now(): number {
  return timeOrigin + monotonic();
}

const encoder = new TextEncoder();
const MAX_ENCODED = 21_845;
/** A UTF-16 unit takes three bytes at most. */
const scratch = new Uint8Array(3 * MAX_ENCODED);
const encodeInto: (self: TextEncoder, text: string, target: Uint8Array) => TextEncoderEncodeIntoResult = uncurried(
  TextEncoder.prototype.encodeInto,
);

/** An error in words; a page can have made anything of it. */
export function errorText(error: unknown): string {
  try {
    return toText(error);
  } catch {
    return "an error without words";
  }
}

/** How many bytes a text is in UTF-8. */
export function utf8Length(text: string): number {
  let size = 0;
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = min(start + MAX_ENCODED, text.length);
    // Both halves of a pair belong together.
    if (end < text.length && (charCodeAt(text, end - 1) & 0xfc00) === 0xd800) end--;
    size += encodeInto(encoder, slice(text, start, end), scratch).written;
  }
  return size;
}
