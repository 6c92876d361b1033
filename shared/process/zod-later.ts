/**
 * zod's builders, put off: a schema is made when something is first parsed with it. Hundreds of
 * schemas stand in a bundle, and a start from zero parses with none of them. `make build` puts it
 * in zod's place; the sources know nothing of it.
 */
type Zod = Readonly<Record<string, unknown>>;
type Call = (...given: unknown[]) => unknown;

/** A schema's methods that give another schema; all others ask something of it, and it is made. */
const builders = new Set(
  `and array brand catch catchall check clone default describe endsWith exactOptional exclude
  extend extract gt gte includes int keyof length loose lowercase lt lte max meta min multipleOf
  negative nonempty nonnegative nonoptional nonpositive normalize nullable nullish optional or
  overwrite partial pick omit pipe positive prefault readonly refine regex required safe
  safeExtend startsWith step strict strip superRefine toLowerCase toUpperCase transform trim
  uppercase`.split(/\s+/),
);

/** Made when it is looked into. */
class Later {
  readonly #make: () => object;
  #made: object | undefined;

  constructor(make: () => object) {
    this.#make = make;
  }

  get made(): object {
    this.#made ??= this.#make();
    return this.#made;
  }
}

const laters = new WeakMap<object, Later>();

const handler: ProxyHandler<Later> = {
  get(target, name) {
    if (typeof name === 'string' && builders.has(name)) return building(target, name);
    if (name === 'shape') return shapeOf(target);
    const value: unknown = Reflect.get(target.made, name);
    return typeof value === 'function' ? value.bind(target.made) : value;
  },
  has: (target, name) => Reflect.has(target.made, name),
  set: (target, name, value) => Reflect.set(target.made, name, value),
  getPrototypeOf: (target) => Reflect.getPrototypeOf(target.made),
};

/** Its members are put off like the schema; its names are not known before. */
function shapeOf(target: Later): object {
  const shape = (): object => Object(Reflect.get(target.made, 'shape'));
  return new Proxy(
    {},
    {
      get: (_none, name) => later(() => Reflect.get(shape(), name)),
      has: (_none, name) => Reflect.has(shape(), name),
      ownKeys: () => Reflect.ownKeys(shape()),
      getOwnPropertyDescriptor: (_none, name) => ({
        ...Reflect.getOwnPropertyDescriptor(shape(), name),
        configurable: true,
      }),
    },
  );
}

function building(target: Later, name: string): Call {
  return (...given) => {
    // Without words, `meta()` and `describe()` ask for them.
    const asks = given.length === 0 && (name === 'meta' || name === 'describe');
    const build = (): unknown => {
      const method: unknown = Reflect.get(target.made, name);
      if (typeof method !== 'function') throw new TypeError(`this schema has no ${name}`);
      return Reflect.apply(method, target.made, given.map(now));
    };
    return asks ? build() : later(build);
  };
}

function later(make: () => unknown): object {
  const target = new Later(() => {
    const made = make();
    if (typeof made !== 'object' || made === null) throw new TypeError('a schema is an object');
    return made;
  });
  const put = new Proxy(target, handler);
  laters.set(put, target);
  return put;
}

/** What is given to zod itself: schemas that are made, wherever they stand in it. */
function now(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = laters.get(value);
  if (known !== undefined) return known.made;
  if (Array.isArray(value)) return value.map(now);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, now(member)]));
}

export interface ZodLater {
  /** A builder of zod's, e.g. `string`, or `iso.date`. */
  builder(path: string): Call;
  /** Any other function of zod's: called at once, with schemas that are made. */
  action(name: string): Call;
  /** A class of zod's, to ask `instanceof` of. */
  kind(name: string): object;
}

/** `load` gives zod, and is asked when the first schema is made. */
export function zodLater(load: () => Zod): ZodLater {
  const found = (path: string): unknown =>
    path.split('.').reduce((of: unknown, name) => Reflect.get(Object(of), name), load());
  const call = (path: string, given: readonly unknown[]): unknown => {
    const it = found(path);
    if (typeof it !== 'function') throw new TypeError(`zod has no ${path}`);
    return it(...given.map(now));
  };
  return {
    builder:
      (path) =>
      (...given) =>
        later(() => call(path, given)),
    action:
      (name) =>
      (...given) =>
        call(name, given),
    kind: (name) => ({
      [Symbol.hasInstance](value: unknown) {
        const of = found(name);
        return typeof of === 'function' && now(value) instanceof of;
      },
    }),
  };
}
