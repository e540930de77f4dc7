/** Runs at most `atOnce` jobs at a time, in the order in which they were given. */
export function createLimit(atOnce: number): <Result>(job: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const enter = () =>
    new Promise<void>(resolve => {
      if (free > 0) {
        free -= 1;
        resolve();
      } else waiting.push(resolve);
    });
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async job => {
    await enter();
    try {
      return await job();
    } finally {
      leave();
    }
  };
}
