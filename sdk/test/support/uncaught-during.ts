/** Catches what surfaces as uncaught while `action` runs. */
export async function uncaughtDuring(action: () => unknown): Promise<unknown[]> {
  const before = process.listeners("uncaughtException");
  const uncaught: unknown[] = [];
  process.removeAllListeners("uncaughtException").on("uncaughtException", (error) => uncaught.push(error));
  try {
    await action();
    // Errors surface between the turns of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
  }
  return uncaught;
}
