/** Makes one object of a rendered set wrong in one place, and expects that one fault. */
import { expect, test } from 'vitest';
import type { Found } from '../object.ts';
import { faults } from '../rules.ts';
import { changed, one, type Path } from '../testing.ts';
import type { Fault } from './fault.ts';

export type Case = readonly [path: Path, value: unknown, rule: string, detail: string];

/** The faults of the set with one object in the place of another. */
export function faultsWith(
  objects: readonly Found[],
  wrong: Found,
  right: Found,
): readonly Fault[] {
  return faults(objects.map((each) => (each === right ? wrong : each)));
}

export function refuses(
  objects: readonly Found[],
  kind: string,
  name: string,
  cases: readonly Case[],
): void {
  const right = one(objects, kind, name);
  test.each(cases)('%j as %j', (path, value, rule, detail) => {
    const wrong = changed(right, path, value);
    expect(faultsWith(objects, wrong, right)).toEqual([
      { object: `${kind} ${wrong.name}`, rule, detail },
    ]);
  });
}
