import { whenSettled } from "./primordials.ts";

/**
 * The promise for the page in place of another, of whose value `tell` hears first. It fails where the other does: nobody but the
 * page is to handle that, or it would not be told of what it leaves unhandled.
 */
export function beforePage<Value>(promise: Promise<Value>, tell: (value: Value) => void): Promise<Value> {
  try {
    return whenSettled(promise, (value) => {
      try {
        tell(value);
      } catch {
        // Nothing that goes wrong here is the page's affair.
      }
      return value;
    });
  } catch {
    return promise;
  }
}
