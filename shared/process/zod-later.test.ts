import { describe, expect, test } from 'vitest';
import * as zod from 'zod';
import { zodLater } from './zod-later.ts';

type Built = zod.ZodType & { readonly [method: string]: (...given: unknown[]) => Built };

/** zod put off, and how often it was loaded. */
function open() {
  const seen = { loaded: 0 };
  const later = zodLater(() => {
    seen.loaded += 1;
    return zod;
  });
  // A builder gives what zod's would; the compiler knows zod's own types only.
  const builder = (path: string) => later.builder(path) as (...given: unknown[]) => Built;
  return { later, builder, seen };
}

function personOf({ builder }: ReturnType<typeof open>): Built {
  const name = builder('string')()['min']?.(1)['max']?.(5);
  return builder('strictObject')({
    ...{ name, born: builder('iso.date')().optional?.() },
    shelves: builder('array')(builder('union')([builder('int')(), builder('literal')('none')])),
  });
}

const person = zod.strictObject({
  ...{ name: zod.string().min(1).max(5), born: zod.iso.date().optional() },
  shelves: zod.array(zod.union([zod.int(), zod.literal('none')])),
});

describe('A schema put off', () => {
  test('is not made, nor zod loaded, before something is parsed with it', () => {
    const opened = open();
    const put = personOf(opened);
    put.refine?.(() => true);
    expect(opened.seen.loaded).toBe(0);
    put.safeParse({});
    expect(opened.seen.loaded).toBeGreaterThan(0);
  });

  test.each([
    { name: 'Ada', shelves: [1, 'none'], born: '1815-12-10' },
    { name: '', shelves: [] },
    { name: 'Ada', shelves: ['some'] },
    { name: 'Ada', shelves: [], more: 1 },
    { name: 'Ada', shelves: [], born: 'long ago' },
    7,
  ])('takes and refuses what the schema would: %j', (value) => {
    expect(personOf(open()).safeParse(value)).toEqual(person.safeParse(value));
  });

  test('is compiled, described and asked for its kind like the schema', () => {
    const opened = open();
    const { later } = opened;
    const put = personOf(opened);
    const compiled = later.action('compile')(put) as zod.ZodType;
    expect(compiled.safeParse({ name: 'Ada', shelves: [7] }).success).toBe(true);
    expect(later.action('toJSONSchema')(put)).toEqual(zod.toJSONSchema(person));
    expect(put instanceof Object(later.kind('ZodObject'))).toBe(true);
    expect(put instanceof Object(later.kind('ZodString'))).toBe(false);
    expect(put instanceof zod.ZodObject).toBe(true);
  });

  test('gives its members, put off too, and all of them to a spread', () => {
    const opened = open();
    const shape = Object(personOf(opened)['shape']);
    const named = opened.builder('object')({ name: shape.name });
    expect(opened.seen.loaded).toBe(0);
    expect(named.safeParse({ name: '' }).success).toBe(false);
    expect(Object.keys({ ...shape })).toEqual(['name', 'born', 'shelves']);
    const whole = opened.builder('object')(shape);
    expect(whole.safeParse({ name: 'Ada', shelves: [], more: 1 }).success).toBe(true);
  });

  test('keeps what is said of it, and says it', () => {
    const said = open().builder('string')().meta?.({ description: 'a name' });
    expect(said?.meta?.()).toEqual({ description: 'a name' });
  });
});
