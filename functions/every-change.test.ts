/** Every function that changes something, and every one that will, leaves a fact that says who did it, from where and when. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Declaration } from '#shared/function/declare.ts';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { apiToken, calls, done, someone } from '../scripts/testing/changes.ts';
import { day, stay } from '../scripts/testing/desk.ts';
import { type RouteHouse, routeHouse } from '../scripts/testing/routes.ts';

const declarations = await declarationsIn(fileURLToPath(new URL('..', import.meta.url)));

/** Functions that write, or send commands, and change nothing of their own; each with its reason. */
const changesNothing: Readonly<Record<string, string>> = {
  // What an opened property's fact says, written down once more: that fact names who opened it.
  'begin-price-list': 'copies a fact',
  'record-property': 'copies a fact',
  'extend-price-list': 'copies a fact',
  'record-place': 'copies a fact',
  // Whose keys go, and who erased them, is said by the fact it follows.
  'erase-guest-keys': 'follows a fact',
  // It decides what the functions here ask for; their facts are its facts.
  'decide-reservations': 'decides commands',
  'maintain-database': 'lets go of what is past its time',
  'create-quote': 'reads',
  'search-properties': 'reads',
  'fit-rooms': 'reads',
  'search-guests': 'reads',
  // The provider keeps its own trail; nothing of it is kept here.
  'complete-sign-in': 'exchanges a code at a provider',
};

function mayChange(declaration: Declaration): boolean {
  switch (declaration.kind) {
    case 'http':
      return !declaration.route.startsWith('GET ');
    case 'subscriber':
      return declaration.transaction === 'write';
    // A projection's tables say what facts say, and nothing else.
    case 'consumer':
      return declaration.tables === undefined && declaration.name !== 'announce-facts';
    case 'relay':
      return false;
    case 'schedule':
      return true;
  }
}

const changing = declarations.filter(mayChange).map(({ name }) => name);

interface Fact {
  readonly type: string;
  readonly data: string;
  readonly client_address: string | null;
  readonly age: number;
}

let house: RouteHouse;
let path: string;
beforeAll(async () => {
  house = await routeHouse();
  path = house.path;
  await done(house.desk, `${path}/room-counts`, {
    ...{ roomType: 'DBL', from: day(0), to: day(30), physical: 100 },
  });
});
afterAll(() => house.stop());

/** Of whichever context: a request's trace goes through all that follows from it. */
async function factsOf(traceId: string): Promise<readonly Fact[]> {
  const { rows: contexts } = await house.owner.query<{ events: string }>(
    `select oid::regclass::text as events from pg_class where relname = 'events' and relkind = 'p'`,
  );
  const each = contexts.map(
    ({ events }) => `select type, data, client_address,
      extract(epoch from now() - recorded_at)::float8 as age
      from ${events} where traceparent like $1`,
  );
  const { rows } = await house.owner.query<Fact>(each.join(' union all '), [`%-${traceId}-%`]);
  return rows;
}

describe('Who did it, from where and when is said by a fact of', () => {
  test('every function that may change something, but for those that change nothing', () => {
    const known = [...Object.keys(calls), ...Object.keys(changesNothing)];
    expect(changing.toSorted()).toEqual(known.toSorted());
  });

  test.each(Object.entries(calls))('%s', async (name, call) => {
    const declaration = declarations.find((each) => each.name === name);
    if (declaration?.kind !== 'http') throw new Error(`${name} has no route`);
    const desk = await house.deskFor(declaration);
    const answer = await call({ house, desk, path });
    expect(answer.status, JSON.stringify(answer.body)).toBeOneOf([200, 201, 202, 204]);
    const facts = (await factsOf(answer.headers.get('x-trace-id') ?? '')).map((fact) => ({
      ...{ ...fact, actor: JSON.parse(fact.data).actor },
    }));
    // What a subscriber has done about it meanwhile is of the same trace.
    const own = facts.filter(({ actor }) => actor?.kind !== 'job');
    expect(own).not.toEqual([]);
    for (const fact of own) {
      expect(fact.actor).toEqual(
        name === 'import-reservations'
          ? { kind: 'channel', id: expect.stringMatching(/^import:[0-9a-f-]{36}$/) }
          : { kind: 'user', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      );
      expect(fact.client_address).toMatch(/^(::ffff:)?127\.0\.0\.1$/);
      expect(fact.age).toBeLessThan(60);
    }
  });
});

describe('An actor is', () => {
  test('the API token, where one was used', async () => {
    const made = await house.desk.post('/v1/api-tokens', { ...apiToken, name: 'actor' });
    const answer = await house.desk.send('POST', `${path}/reservations`, {
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        authorization: `Bearer ${made.body.token}`,
      },
      body: JSON.stringify(stay(4, 1)),
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    const [fact] = await factsOf(answer.headers.get('x-trace-id') ?? '');
    const actor = { kind: 'channel', id: `api-token:${made.body.id}` };
    expect(JSON.parse(fact?.data ?? '').actor).toEqual(actor);
  });

  test('the channel, where one came in by its own issuer', async () => {
    const answer = await house.channel.post(`${path}/reservations`, stay(5, 1));
    const [fact] = await factsOf(answer.headers.get('x-trace-id') ?? '');
    expect(JSON.parse(fact?.data ?? '').actor).toMatchObject({ kind: 'channel' });
  });
});

describe('A sign-in that is refused', () => {
  const wrong = { email: `${randomUUID()}@example.com`, password: 'not the password' };

  test('is a fact of whose it would have been, with the address it came from', async () => {
    const user = { ...someone(), email: wrong.email };
    const { id } = (await house.desk.post('/v1/users', user)).body;
    const answer = await house.desk.post('/issuer/token', wrong);
    expect(answer.status).toBe(401);
    const [fact] = await factsOf(answer.headers.get('x-trace-id') ?? '');
    expect(fact?.type).toBe('user.sign_in_refused.v1');
    expect(JSON.parse(fact?.data ?? '')).toEqual({
      ...{ userId: id, actor: { kind: 'user', id: 'unknown' } },
    });
    expect(fact?.client_address).toMatch(/127\.0\.0\.1$/);
  });

  test('for an address of nobody is one too, of the house, and does not say the address', async () => {
    const nobody = { ...wrong, email: `${randomUUID()}@example.com` };
    const answer = await house.desk.post('/issuer/token', nobody);
    const [fact] = await factsOf(answer.headers.get('x-trace-id') ?? '');
    expect(JSON.parse(fact?.data ?? '').userId).toBeNull();
    expect(fact?.data).not.toContain(nobody.email);
  });
});
