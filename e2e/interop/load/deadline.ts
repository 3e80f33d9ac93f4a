/** Fails with what `describe` finds when the work is not done in time, which says more than a test that timed out. */
export async function inTime<Result>(
  work: Promise<Result>,
  milliseconds: number,
  describe: () => string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Stalled: ${describe()}`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
