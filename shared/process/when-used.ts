/** An engine that is made when something is first asked of it: a start that is only asked whether it is there makes none. */

interface Engine {
  close(): Promise<void>;
}

export function whenUsed<E extends Engine>(make: () => E): E {
  let made: E | undefined;
  const untouched: Engine = { close: async () => undefined };
  const handler: ProxyHandler<Engine> = {
    get(_target, name) {
      // What was never made has nothing to close.
      if (made === undefined && name === 'close') return untouched.close;
      made ??= make();
      return Reflect.get(made, name);
    },
  };
  // It has whatever the engine has, from its first use on.
  return new Proxy(untouched, handler) as E;
}
