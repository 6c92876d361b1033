/** The door and the document say the same of a request, but where the document's formats are wider. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type RequestSchema, requestSchemas } from './request-schemas.ts';
import { judged } from './validation.ts';

let schemas: readonly RequestSchema[];
beforeAll(async () => {
  schemas = await requestSchemas(join(import.meta.dirname, '../..'));
});

function named(name: string): RequestSchema {
  const found = schemas.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

describe('Every request', () => {
  test('is judged alike by the door and by ajv of the document', () => {
    expect(schemas.map(({ name }) => name)).toContain('submit-reservation body');
    expect(schemas.map(({ name }) => name)).toContain('list-reservations query');
    for (const schema of schemas) judged(schema);
  });

  test('that one of them judges otherwise is noticed', () => {
    const cancel = named('cancel-reservation body');
    const ajv = named('check-out-reservation body').ajv;
    expect(() => judged({ ...cancel, ajv, ajvAll: ajv })).toThrow(/cancel-reservation body: .*ajv/);
  });
});

describe('What a format of the document lets pass and the door does not', () => {
  const verdicts = (name: string, change: object) => {
    const { zod, ajv, example } = named(name);
    const input = { ...example, ...change };
    return { door: zod.safeParse(input).success, ajv: ajv(structuredClone(input)) };
  };

  test.each([
    [
      'an id of no version',
      'list-events query',
      { tenantId: '12345678-1234-0234-0234-123456789abc' },
    ],
    ['an address with odd signs', 'create-user body', { email: '!a@example.org' }],
    ['a year before any house', 'close-business-day body', { businessDate: '0001-01-01' }],
  ])('%s', (_what, name, change) => {
    expect(verdicts(name, change)).toEqual({ door: false, ajv: true });
  });
});
