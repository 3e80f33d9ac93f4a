import { apply, construct, define, descriptorOf, SafeWeakMap } from "./primordials.ts";

type AnyFunction = (...args: never[]) => unknown;

/** What stands behind each of our functions, for whoever prints its source. */
const natives = new SafeWeakMap<object, AnyFunction>();

const { getPrototypeOf, setPrototypeOf } = Reflect;
const NativeProxy = Proxy;

/** Makes a function look like the one it stands for: name, length, prototype, and what `toString` prints. */
export function imitate(wrapper: AnyFunction, native: AnyFunction): void {
  for (const name of ["length", "name"] as const) {
    const descriptor = descriptorOf(native, name);
    if (descriptor) define(wrapper, name, { ...descriptor });
  }
  setPrototypeOf(wrapper, getPrototypeOf(native));
  natives.set(wrapper, native);
}

/**
 * Replaces a native method by the one that `make` gives for it, in its place and with the same attributes. Ours is to be the
 * shorthand method of an object, since such a function, like a native one, has no `prototype` and cannot be constructed.
 */
export function replaceMethod<Native extends AnyFunction>(
  owner: object | undefined,
  name: string,
  make: (native: Native) => Native,
): void {
  const descriptor = owner && descriptorOf(owner, name);
  if (!owner || typeof descriptor?.value !== "function") return;
  const wrapper = make(descriptor.value);
  imitate(wrapper, descriptor.value);
  define(owner, name, { ...descriptor, value: wrapper });
}

/** Replaces the setter of a native attribute as `replaceMethod` does a method. */
export function replaceSetter(owner: object, name: string, make: (native: Setter) => Setter): void {
  const descriptor = descriptorOf(owner, name);
  if (!descriptor?.set) return;
  const wrapper = make(descriptor.set);
  imitate(wrapper, descriptor.set);
  define(owner, name, { ...descriptor, set: wrapper });
}

/** A setter, of whatever object. */
export type Setter = (this: object, value: unknown) => void;

/** What is called for `new`, with the arguments and `new.target` as the page gave them; `make` runs the native constructor. */
export type Constructing = (make: () => object, args: readonly unknown[], trap: AnyFunction) => object;

/**
 * Replaces a native constructor on the global object by a Proxy of it: statics, `prototype` and `instanceof` are the native ones,
 * subclasses work, and `prototype.constructor` is what the page sees under the name.
 */
export function replaceConstructor(name: string, constructing: Constructing): void {
  const descriptor = descriptorOf(globalThis, name);
  if (typeof descriptor?.value !== "function") return;
  const native = descriptor.value;
  const trap = (target: AnyFunction, args: readonly unknown[], newTarget: unknown): object =>
    // True because a constructor gives an object, and `new.target` is a constructor.
    constructing(
      () => construct(target, args, (newTarget === wrapper ? target : newTarget) as never) as object,
      args,
      trap,
    );
  // Made before the page runs, so that nobody has put traps on `Object.prototype`; afterwards the handler takes nothing from there.
  const wrapper: AnyFunction = new NativeProxy(native, setHandler({ construct: trap }));
  natives.set(wrapper, native);
  define(globalThis, name, { ...descriptor, value: wrapper });
  const { prototype } = native;
  const owner = descriptorOf(prototype, "constructor");
  if (owner) define(prototype, "constructor", { ...owner, value: wrapper });
}

function setHandler<Handler extends object>(handler: Handler): Handler {
  setPrototypeOf(handler, null);
  return handler;
}

/** Has `Function.prototype.toString` print our functions as the native ones they stand for. */
export function disguiseSources(): void {
  replaceMethod<() => string>(
    Function.prototype,
    "toString",
    (native) =>
      ({
        toString(this: unknown): string {
          // True because whatever is no key is no function of ours.
          return apply(native, natives.get(this as object) ?? this, []);
        },
      }).toString,
  );
}
