/** A call of every function that changes something, which does change it: by its name. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { GuestProfile } from '#schema/examples/guests.ts';
import { SetIdentityProvider } from '#schema/examples/identity-providers.ts';
import { PropertyDetails } from '#schema/examples/properties.ts';
import { double, room } from '../../functions/properties/testing.ts';
import { type Answer, type Desk, day, property, stay } from './desk.ts';
import { priced, year } from './price-list.ts';
import type { RouteHouse } from './routes.ts';

export type Call = (the: Scene) => Promise<Answer>;

export interface Scene {
  readonly house: RouteHouse;
  readonly desk: Desk;
  readonly path: string;
}

/** Said by whoever calls, believed by nobody: no proxy of ours stands before this house. */
const forged = { 'x-forwarded-for': '6.6.6.6' };

async function booked({ house, path }: Scene, from = 0): Promise<string> {
  const answer = await house.desk.post(`${path}/reservations`, stay(from, 2));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return `${path}/reservations/${answer.body.id}`;
}

export async function done(desk: Desk, path: string, body: object = {}): Promise<void> {
  expect((await desk.post(path, body)).status, path).toBe(200);
}

function post(path: (the: Scene) => string | Promise<string>, body: object = {}): Call {
  return async (the) => the.desk.post(await path(the), body, randomUUID(), forged);
}

function put(path: string, body: object): Call {
  return (the) =>
    the.desk.send('PUT', `${the.path}${path}`, {
      headers: { ...forged, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
}

function csv(path: string, body: string): Call {
  return (the) =>
    the.desk.send('POST', `${the.path}${path}`, {
      headers: { ...forged, 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
      body,
    });
}

const plan = { name: 'Best', mealPlan: 'room_only', derivation: null, extras: [] };
const nights = { from: day(1), to: day(3) };
export const someone = (): object => ({
  ...{ email: `${randomUUID()}@example.com`, name: 'Ada', password: 'twelve letters' },
  ...{ roles: ['front_desk'], propertyIds: 'all' },
});
export const apiToken = { name: 'till', roles: ['channel'], propertyIds: 'all', expiresInDays: 1 };

/** Resolves with the path of a guest's profile. */
async function guest({ house }: Scene): Promise<string> {
  const made = await house.desk.post('/v1/guests', GuestProfile);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return `/v1/guests/${made.body.id}`;
}

export const calls: Readonly<Record<string, Call>> = {
  'book-quote': async (the) => {
    const { house } = the;
    const open = (physical?: number): Promise<string> => house.open(physical);
    const own = await priced({ house, open });
    const [arrival, departure] = [`${year}-06-10`, `${year}-06-12`];
    const quote = { arrival, departure, adults: 2, childrenAges: [] };
    const { offers } = (await house.desk.post(`${own}/quotes`, quote)).body;
    const guest = { lastName: 'Okoye' };
    const { quoteId } = offers[0];
    return post(() => `${own}/quoted-reservations`, { quoteId, guest })(the);
  },
  'cancel-reservation': post(async (the) => `${await booked(the)}/cancellations`, {
    reason: 'other',
  }),
  'change-guest': async (the) =>
    the.desk.send('PUT', await guest(the), {
      headers: { ...forged, 'content-type': 'application/json' },
      body: JSON.stringify({ ...GuestProfile, lastName: 'Adeyemi' }),
    }),
  'check-in-reservation': post(async (the) => `${await booked(the)}/check-ins`),
  'check-out-reservation': post(
    async (the) => {
      const of = await booked(the);
      await done(the.house.desk, `${of}/check-ins`);
      return `${of}/check-outs`;
    },
    { earlyDeparture: true },
  ),
  'close-business-day': async (the) => {
    const path = await the.house.open();
    return post(() => `${path}/business-day/closures`, { businessDate: day(0) })(the);
  },
  'erase-guest': post(async (the) => `${await guest(the)}/erasures`),
  'create-api-token': post(() => '/v1/api-tokens', apiToken),
  'create-guest': post(() => '/v1/guests', GuestProfile),
  'create-tenant': post(() => '/v1/tenants', { name: 'Changed' }),
  'create-user': post(() => '/v1/users', someone()),
  'import-room-types': csv(
    '/room-type-imports',
    'code,name,beds,standard,maximum,adultsMax,childrenMax\nDBL,Doubles,1 queen,2,3,2,1\n',
  ),
  'import-rooms': csv(
    '/room-imports',
    'number,type,floor,features,connectsTo,active\n901,DBL,1,bath,,yes\n',
  ),
  'import-reservations': post(({ path }) => `${path}/imports`, {
    commands: [
      {
        ...{ key: 'one', effectiveAt: '2026-01-01T00:00:00Z', type: 'book' },
        ...{ acceptance: 'accept_and_flag', booking: stay(0, 1) },
      },
    ],
  }),
  'issue-token': async (the) => {
    const user = someone() as { email: string; password: string };
    const made = await the.house.desk.post('/v1/users', user);
    expect(made.status).toBe(201);
    const { email, password } = user;
    return post(() => '/issuer/token', { email, password })(the);
  },
  'link-guest': async (the) => {
    const guestId = (await guest(the)).split('/').at(-1);
    return the.desk.send('PUT', `${await booked(the)}/guest`, {
      headers: { ...forged, 'content-type': 'application/json' },
      body: JSON.stringify({ guestId }),
    });
  },
  'mark-no-show': post(async (the) => `${await booked(the)}/no-shows`),
  'merge-guest': async (the) => {
    const mergedGuestId = (await guest(the)).split('/').at(-1);
    return post(async () => `${await guest(the)}/mergers`, { mergedGuestId })(the);
  },
  'modify-reservation': post(async (the) => `${await booked(the)}/modifications`, { adults: 1 }),
  'open-property': post(() => '/v1/properties', property(1)),
  'reinstate-reservation': post(async (the) => {
    const of = await booked(the);
    await done(the.house.desk, `${of}/cancellations`, { reason: 'other' });
    return `${of}/reinstatements`;
  }),
  'resolve-work-item': post(
    async ({ house, path }) => {
      const [rate] = stay(0, 1).rates;
      const faulty = { ...stay(0, 1), rates: [{ ...rate, amountMinor: -1 }] };
      expect((await house.channel.post(`${path}/reservations`, faulty)).status).toBe(201);
      const { workItems } = (await house.desk.get(`${path}/work-items`)).body;
      return `${path}/work-items/${workItems[0].id}/resolutions`;
    },
    { note: 'seen' },
  ),
  'retry-dead-letter': async (the) => {
    const id = randomUUID();
    await the.house.owner.query(
      `insert into push.dead_letters (dead_letter_id, trigger, topic, topic_identity, partition,
         "offset", code, error, attributes, failed_at)
       values ($1, 'nobody', 'nothing', $1, 0, 0, 422, 'no', '{}', now())`,
      [id],
    );
    return post(() => `/v1/dead-letters/${id}/retries`)(the);
  },
  'revoke-api-token': post(async ({ house }) => {
    const made = await house.desk.post('/v1/api-tokens', apiToken);
    return `/v1/api-tokens/${made.body.id}/revocations`;
  }),
  'remove-identity-provider': async (the) => {
    const id = randomUUID();
    const { signIn: _, ...provider } = SetIdentityProvider;
    const set = await the.desk.send('PUT', `/v1/identity-providers/${id}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...provider, audience: id }),
    });
    expect(set.status, JSON.stringify(set.body)).toBe(200);
    return post(() => `/v1/identity-providers/${id}/removals`)(the);
  },
  'set-identity-provider': (the) =>
    the.desk.send('PUT', `/v1/identity-providers/${randomUUID()}`, {
      headers: { ...forged, 'content-type': 'application/json' },
      body: JSON.stringify(SetIdentityProvider),
    }),
  'set-out-of-order': post(({ path }) => `${path}/out-of-order-periods`, {
    ...{ roomType: 'DBL', ...nights, rooms: 1 },
  }),
  'set-prices': async (the) => {
    expect((await put('/rate-plans/OWN', plan)(the)).status).toBe(200);
    const price = { adultsMinor: [1], children: [] };
    const line = { ratePlan: 'OWN', roomType: 'DBL', ...nights, price };
    return post(({ path }) => `${path}/prices`, { prices: [line] })(the);
  },
  'set-property': put('', PropertyDetails),
  'set-rate-plan': put('/rate-plans/BAR', plan),
  'set-restrictions': post(({ path }) => `${path}/restrictions`, {
    restrictions: [{ scope: { ratePlan: null, roomType: null }, ...nights, set: { closed: true } }],
  }),
  'set-room': put('/rooms/101', room),
  'set-room-count': post(({ path }) => `${path}/room-counts`, {
    ...{ roomType: 'DBL', ...nights, physical: 50 },
  }),
  'set-room-type': put('/room-types/DBL', double),
  'set-sell-limit': post(({ path }) => `${path}/sell-limits`, {
    ...{ roomType: 'DBL', ...nights, rooms: 50 },
  }),
  'set-taxes': put('/taxes', {
    ...{ taxes: [], rounding: { point: 'per_tax_bucket', mode: 'half_up' } },
  }),
  'submit-reservation': post(({ path }) => `${path}/reservations`, stay(3, 1)),
  'undo-check-in': post(async (the) => {
    const of = await booked(the);
    await done(the.house.desk, `${of}/check-ins`);
    return `${of}/check-ins/undo`;
  }),
};
