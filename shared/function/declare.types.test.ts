/** What a handler may answer follows from its declaration: anything else does not compile. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { http, refuse } from './declare.ts';

const Lamp = z.strictObject({ name: z.string(), watts: z.int() });
const declared = {
  context: 'lamps',
  name: 'light-lamp',
  purpose: 'Lights a lamp.',
  route: 'POST /v1/lamps/{lampId}/lightings',
  permission: 'lamps:light',
  scale: { rps: 1, replicasMin: 0, replicasMax: 1 },
  params: z.strictObject({ lampId: z.uuid().brand<'LampId'>() }),
  body: z.strictObject({ watts: z.int().optional() }),
  answers: { 200: Lamp, 204: null, 409: ['lamp_broken', 'lamp_stolen'] },
} as const;
const lamp = { name: 'hall', watts: 7 };

/** Every line that compiles without its comment fails the type check of the repository. */
const refusedByTheCompiler = [
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error a status that is not declared
    handle: () => ({ status: 201, body: lamp }),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error a body that lacks a member
    handle: () => ({ status: 200, body: { name: 'hall' } }),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error a member of another type
    handle: () => ({ status: 200, body: { name: 'hall', watts: '7' } }),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error a body where none is declared
    handle: () => ({ status: 204, body: lamp }),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error a refusal that is not declared
    handle: () => refuse('lamp_missing'),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error a refusal of the runtime that is not declared
    handle: () => refuse('version_conflict'),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error one of two branches answers what is not declared
    handle: ({ body }) => (body.watts === 0 ? refuse('lamp_off') : { status: 200, body: lamp }),
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error nothing
    handle: () => undefined,
  }),
  http({
    ...declared,
    transaction: 'none',
    handle({ params, body, query }) {
      // @ts-expect-error a parameter that the path has not
      params.otherId;
      // @ts-expect-error a member that the body has not
      body.colour;
      // @ts-expect-error a query that is not declared
      query.limit;
      // @ts-expect-error `watts` may be left out
      body.watts + 1;
      // @ts-expect-error one branded id is not another
      const other: string & z.$brand<'ThingId'> = params.lampId;
      return { status: 200, body: { ...lamp, name: other } };
    },
  }),
  http({
    ...declared,
    transaction: 'none',
    // @ts-expect-error without a transaction there is no statement
    handle: (_input, { sql }) => ({ status: 200, body: { ...lamp, name: String(sql) } }),
  }),
  http({
    ...declared,
    transaction: 'read',
    // @ts-expect-error who only reads makes no facts
    handle: (_input, { emit }) => ({ status: 200, body: { ...lamp, name: String(emit) } }),
  }),
  http({
    ...declared,
    transaction: 'write',
    // @ts-expect-error nothing waits for the log inside a transaction
    handle: (_input, { log }) => ({ status: 200, body: { ...lamp, name: String(log) } }),
  }),
  http({
    ...declared,
    // @ts-expect-error no permission
    permission: undefined,
    transaction: 'none',
    handle: () => refuse('lamp_broken'),
  }),
  // @ts-expect-error another transaction than there is
  http({ ...declared, transaction: 'maybe', handle: () => refuse('lamp_broken') }),
];

describe('What is declared', () => {
  const fine = http({
    ...declared,
    transaction: 'write',
    async handle({ params, body, principal, request }, { sql, emit, derivedId }) {
      if (body.watts === 0) return refuse('lamp_stolen', { details: { since: 1 } });
      if (principal.tenantId === '') return { status: 204, body: null };
      const [row] = await sql.rows<{ name: string }>('select name', [params.lampId, derivedId]);
      emit({ type: 'lamp.lit.v1', subject: params.lampId, partitionKey: 'x', data: {} });
      const name = row?.name ?? request.id;
      return { status: 200, body: { name, watts: body.watts ?? 0 }, version: 1 };
    },
  });

  test('compiles, and what is not does not', () => {
    expect(fine.kind).toBe('http');
    expect(refusedByTheCompiler.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 14 }, () => 'http'),
    );
  });
});
