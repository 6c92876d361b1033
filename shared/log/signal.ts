/** A call that one waiter at a time waits for; a call that comes before its waiter is kept for it. */
export interface Signal {
  call(): void;
  called(): Promise<void>;
}

export function signal(): Signal {
  let kept = false;
  let waiter: (() => void) | undefined;
  return {
    call() {
      if (waiter === undefined) kept = true;
      else waiter();
      waiter = undefined;
    },
    called() {
      if (kept) {
        kept = false;
        return Promise.resolve();
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      waiter = resolve;
      return promise;
    },
  };
}

/** Waits for so long, or until the signal is called; says whether it was. */
export async function pause(ms: number, until: Signal): Promise<boolean> {
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    until.call();
  }, ms);
  await until.called();
  clearTimeout(timer);
  return !over;
}
