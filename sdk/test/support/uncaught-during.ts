/** Catches what surfaces as an unhandled rejection while `action` runs. */
export async function uncaughtDuring(action: () => unknown): Promise<unknown[]> {
  const before = process.listeners("unhandledRejection");
  const uncaught: unknown[] = [];
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (error) => uncaught.push(error));
  try {
    await action();
    // Rejections surface between the turns of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
  }
  return uncaught;
}
