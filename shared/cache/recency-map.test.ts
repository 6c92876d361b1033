/** A bounded map against a list that is searched. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecencyMap } from './recency-map.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const use = fc.oneof(
  fc.record({ does: fc.constant('set' as const), key }),
  fc.record({ does: fc.constant('get' as const), key }),
  fc.record({ does: fc.constant('delete' as const), key }),
);

test('It holds what was used last, whatever was set, read and deleted before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(use, { maxLength: 60 }), (max, uses) => {
      const map = new RecencyMap<number>(max);
      /** Oldest first. */
      let held: [string, number][] = [];
      for (const [at, { does, key: name }] of uses.entries()) {
        const before = held.find(([each]) => each === name);
        if (does === 'get') expect(map.get(name)).toBe(before?.[1]);
        // While half of it is empty a look is no use: nothing is about to go.
        if (does === 'get' && (before === undefined || held.length * 2 <= max)) continue;
        held = held.filter(([each]) => each !== name);
        if (does === 'delete') map.delete(name);
        else if (does === 'get') held.push([name, before?.[1] ?? at]);
        else {
          map.set(name, at);
          held = [...held, [name, at] as [string, number]].slice(-max);
        }
      }
      for (const [name, value] of held) expect(map.get(name)).toBe(value);
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
        if (!held.some(([each]) => each === name)) expect(map.get(name)).toBeUndefined();
    }),
    { numRuns: 5_000 },
  );
});
