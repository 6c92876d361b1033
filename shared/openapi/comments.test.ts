import { describe, expect, test } from 'vitest';
import { commentsOf } from './comments.ts';

const source = `/** Of the file. */
import * as z from 'zod';

/** A lamp,
 * lit or not. */
export const Lamp = z
  .strictObject({
    /** Its number. */
    id: z.uuid(),
    // Not for readers of the reference.
    watts: z.int(),
    name: z.string(),
    ...more,
  })
  .refine((lamp) => lamp.watts > 0)
  .extend({
    /** Where it hangs. */
    street: z.string(),
  });
const members = {
  /** In centimetres. */
  height: z.int(),
};
export const Shade = z.strictObject(members);
/** Not exported. */
const Hidden = z.string();
export const Plain = z.string();
`;

describe('Comments of a module', () => {
  test('are found above exported schemas and their members, in one line each', () => {
    expect([...commentsOf('lamp.ts', source)]).toEqual([
      ['Lamp', 'A lamp, lit or not.'],
      ['Lamp.id', 'Its number.'],
      ['Lamp.street', 'Where it hangs.'],
      ['Shade.height', 'In centimetres.'],
    ]);
  });
});
