/** A promise of one event: `listen` gets the function to call when it happens. */
export function once<Value>(listen: (resolve: (value: Value) => void) => unknown): Promise<Value> {
  return new Promise((resolve) => void listen(resolve));
}
