/** Resolves with the name of the first signal that asks the process to go; a second one ends it at once. */
export function untilSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let asked = false;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (asked) process.exit(130);
      asked = true;
      resolve(name);
    });
  }
  return promise;
}
