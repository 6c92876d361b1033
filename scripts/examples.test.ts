import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { httpDeclarations, sharedExamples, sharedSchemas } from '#shared/openapi/checkout.ts';
import { exampleOf } from '#shared/openapi/examples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const declarations = await httpDeclarations(root);
const known = { ...(await sharedSchemas(root)), examples: await sharedExamples(root) };

/** Every body of every function: what it takes, and each answer that is not a refusal. */
const bodies = declarations.flatMap(({ name, body, answers }) => [
  ...(body === undefined ? [] : [{ of: `${name} takes`, schema: body, functionName: undefined }]),
  ...Object.entries(answers).flatMap(([status, answer]) =>
    answer instanceof z.ZodType
      ? [{ of: `${name} answers ${status}`, schema: answer, functionName: name }]
      : [],
  ),
]);

describe('The examples of the contract', () => {
  test('are there for every body', () => {
    expect(bodies.length).toBeGreaterThan(50);
    const without = bodies.filter(
      ({ schema, functionName }) => exampleOf(schema, known, functionName) === undefined,
    );
    expect(without.map(({ of }) => of)).toEqual([]);
  });

  test('are what their schemas take, rules between members too', () => {
    const faults = bodies.flatMap(({ of, schema, functionName }) => {
      const parsed = schema.safeParse(exampleOf(schema, known, functionName));
      return parsed.success ? [] : [`${of}: ${z.prettifyError(parsed.error)}`];
    });
    expect(faults).toEqual([]);
  });

  test('are all used', () => {
    const { bySchema, byFunction } = known.examples;
    const used = new Set(
      bodies.map(({ schema }) => known.named.find((each) => each.schema === schema)?.name),
    );
    const unnamed = new Set(
      bodies
        .filter(({ schema }) => !known.named.some((each) => each.schema === schema))
        .map(({ functionName }) => functionName),
    );
    expect([...bySchema.keys()].filter((name) => !used.has(name))).toEqual([]);
    expect([...byFunction.keys()].filter((name) => !unnamed.has(name))).toEqual([]);
  });
});
