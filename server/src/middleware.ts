/** Decides whether `subject` goes on: calls `next()`, or `next(error)` to refuse. */
export type Middleware<Subject> = (subject: Subject, next: (error?: Error) => void) => unknown;

/**
 * Runs middlewares one after another and calls `done` once, with the error of the first that refused. One that throws or
 * rejects has refused too: `failed` is told, and the peer learns nothing of the error.
 */
export function runMiddlewares<Subject>(
  middlewares: readonly Middleware<Subject>[],
  subject: Subject,
  failed: (error: unknown) => void,
  done: (error?: Error) => void,
): void {
  let current = 0;
  const step = (at: number): void => {
    const middleware = middlewares[at];
    if (middleware === undefined) return done();
    const settle = (error: Error | undefined): void => {
      // A second call of the same `next` changes nothing.
      if (current !== at) return;
      current = error ? -1 : at + 1;
      if (error) done(error);
      else step(at + 1);
    };
    const fail = (error: unknown): void => {
      failed(error);
      settle(new Error("internal error"));
    };
    try {
      const result = middleware(subject, (error) => settle(error));
      if (result instanceof Promise) result.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
  step(0);
}
