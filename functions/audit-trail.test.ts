/** The audit trail as an auditor asks for it: who, when, from where, what before and after; for whoever may, and of nobody else. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '#schema/audit.ts';
import { type Answer, type Desk, day } from '../scripts/testing/desk.ts';
import { tenantOf } from '../scripts/testing/house.ts';
import { expectRefusal, inHouse } from '../scripts/testing/in-house.ts';
import { opened, price, put, taxes, year } from '../scripts/testing/price-list.ts';
import { room } from './properties/testing.ts';

const the = inHouse();
const bar = { name: 'Best', mealPlan: 'room_only', derivation: null, extras: [] };

let path: string;
let auditor: Desk;
beforeAll(async () => {
  path = await opened(the);
  auditor = await the.house.as('auditor');
});

async function entries(of: string, query = '', as = auditor): Promise<readonly AuditEntry[]> {
  const answer = await as.get(`${of}/audit-entries${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.auditEntries;
}

function typesOf(found: readonly AuditEntry[]): string[] {
  return found.map(({ type }) => type);
}

async function well(answer: Promise<Answer>): Promise<Answer> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeOneOf([200, 201]);
  return answer;
}

describe('H25 An entry of the audit trail', () => {
  test('says who did what, when, from where and in which trace', async () => {
    const { id, path: of } = await the.booked(path);
    const clerk = await the.house.as('front_desk');
    const asked = await well(clerk.post(`${of}/cancellations`, { reason: 'other' }));
    const [cancelled, confirmed] = await entries(path, `?subject=${id}`);
    expect(cancelled).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), context: 'reservations', subject: id },
      type: 'reservation.cancelled.v1',
      actor: { kind: 'user', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      clientAddress: expect.stringMatching(/127\.0\.0\.1$/),
      traceId: asked.headers.get('x-trace-id'),
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      occurredAt: expect.stringMatching(/^20\d\d-.*Z$/),
      recordedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      before: expect.objectContaining({ status: 'confirmed', version: 1 }),
      after: expect.objectContaining({ status: 'cancelled', version: 2, reason: 'other' }),
    });
    expect(confirmed).toMatchObject({ type: 'reservation.confirmed.v1', before: null });
    expect(cancelled?.before).toEqual(confirmed?.after);
    expect(confirmed?.actor?.id).not.toBe(cancelled?.actor?.id);
  });

  test('tells nothing personal: what is sealed stays sealed', async () => {
    const { id } = await the.booked(path);
    const text = JSON.stringify(await entries(path, `?subject=${id}`));
    expect(text).toContain('"personal":"');
    expect(text).not.toContain('Okoye');
  });

  test('names the API token that was used', async () => {
    const made = await the.house.desk.post('/v1/api-tokens', {
      ...{ name: 'till', roles: ['front_desk'], propertyIds: 'all', expiresInDays: 1 },
    });
    const { id, path: of } = await the.booked(path);
    const answer = await the.house.desk.send('POST', `${of}/cancellations`, {
      headers: {
        authorization: `Bearer ${made.body.token}`,
        ...{ 'content-type': 'application/json', 'idempotency-key': 'till-1' },
      },
      body: JSON.stringify({ reason: 'other' }),
    });
    expect(answer.status).toBe(200);
    const [entry] = await entries(path, `?subject=${id}`);
    expect(entry?.actor).toEqual({ kind: 'api_token', id: `api-token:${made.body.id}` });
    const byToken = await entries(path, `?actor=api-token:${made.body.id}`);
    expect(byToken.map((each) => each.id)).toEqual([entry?.id]);
  });
});

describe('H25 What was before', () => {
  test('a change to a rate plan is the plan of that name as it was', async () => {
    await well(put(the.house.desk, `${path}/rate-plans/BAR`, bar));
    await well(put(the.house.desk, `${path}/rate-plans/OTHER`, { ...bar, name: 'Other' }));
    await well(put(the.house.desk, `${path}/rate-plans/BAR`, { ...bar, name: 'Better' }));
    const [changed, , first] = await entries(path, '?type=rate_plan.set.v1');
    expect(changed).toMatchObject({ before: { name: 'Best' }, after: { name: 'Better' } });
    expect(first).toMatchObject({ before: null, after: { ratePlan: 'BAR', name: 'Best' } });
  });

  test('other taxes is the taxes as they were', async () => {
    await well(put(the.house.desk, `${path}/taxes`, taxes));
    await well(put(the.house.desk, `${path}/taxes`, { ...taxes, taxes: [] }));
    const [changed, first] = await entries(path, '?type=taxes.set.v1');
    expect(changed).toMatchObject({ before: { taxes: taxes.taxes }, after: { taxes: [] } });
    expect(first?.before).toBeNull();
  });

  test('a room is the room as it was, of each that a fact names', async () => {
    const at = (number: string) => `${path}/rooms/${number}`;
    await well(put(the.house.desk, at('101'), room));
    await well(put(the.house.desk, at('102'), { ...room, connectsTo: ['101'] }));
    await well(put(the.house.desk, at('102'), { ...room, floor: '2' }));
    const [apart, joined, first] = await entries(path, '?type=rooms.set.v1');
    const [one, two] = [
      { ...room, room: '101' },
      { ...room, room: '102' },
    ];
    const floors = apart?.before as { rooms: { room: string }[] };
    expect(floors.rooms.toSorted((a, b) => (a.room < b.room ? -1 : 1))).toEqual([
      { ...one, connectsTo: ['102'] },
      { ...two, connectsTo: ['101'] },
    ]);
    expect(joined?.before).toEqual({ rooms: [one] });
    expect(first?.before).toBeNull();
  });

  test('other prices is what the nights cost, run by run', async () => {
    const line = (from: string, to: string, minor: number) => ({
      ...{ ratePlan: 'BAR', roomType: 'DBL', from: `${year}-${from}`, to: `${year}-${to}` },
      price: price(minor),
    });
    const set = (...prices: object[]) => well(the.house.desk.post(`${path}/prices`, { prices }));
    await set(line('03-01', '03-05', 100));
    await set(line('03-03', '03-08', 200));
    const [second] = await entries(path, '?type=prices.set.v1');
    const was = { ratePlan: 'BAR', roomType: 'DBL' };
    expect(second?.before).toEqual({
      before: [
        { ...was, from: `${year}-03-03`, to: `${year}-03-05`, value: price(100) },
        { ...was, from: `${year}-03-05`, to: `${year}-03-08`, value: null },
      ],
    });
  });

  test('another limit is the limit of those nights', async () => {
    const range = { roomType: 'DBL', from: day(20), to: day(22) };
    for (const rooms of [2, 1])
      await well(the.house.desk.post(`${path}/sell-limits`, { ...range, rooms }));
    const [second] = await entries(path, '?type=inventory.set.v1');
    expect(second).toMatchObject({
      before: { before: [{ from: day(20), to: day(22), sellLimit: 2 }] },
      after: { sellLimit: 1, from: day(20) },
    });
  });
});

describe('H25 The trail', () => {
  test('comes in pages that leave nothing out and say nothing twice', async () => {
    const own = await the.open(9);
    for (let at = 0; at < 4; at += 1) await the.booked(own);
    const whole = await entries(own);
    expect(whole).toHaveLength(5);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const at = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await auditor.get(`${own}/audit-entries?limit=2${at}`);
      expect(body.auditEntries.length).toBeLessThanOrEqual(2);
      seen.push(...body.auditEntries.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    } while (cursor !== undefined && seen.length < 20);
    expect(seen).toEqual(whole.map(({ id }) => id));
  });

  test('is found by time, to the end that is not of it', async () => {
    const own = await the.open();
    const [entry] = await entries(own);
    const at = entry?.recordedAt ?? '';
    const later = new Date(Date.parse(at) + 1).toISOString();
    expect(typesOf(await entries(own, `?since=${at}&until=${later}`))).toEqual([
      'property.opened.v1',
    ]);
    expect(await entries(own, `?until=${at}`)).toEqual([]);
    expect(await entries(own, `?since=${later}`)).toEqual([]);
  });

  test('reaches back as far as facts do, over stretches in which nothing was', async () => {
    const own = await the.open();
    const propertyId = own.split('/').at(-1);
    await the.house.owner.query(
      `update reservations.events set recorded_at = '2026-02-03T04:05:06Z' where partition_key = $1`,
      [propertyId],
    );
    const found = await entries(own);
    expect(found.map(({ recordedAt }) => recordedAt)).toEqual(['2026-02-03T04:05:06.000Z']);
  });

  test('goes on after a cursor of ours alone', async () => {
    for (const cursor of ['x', Buffer.from('["1"]').toString('base64url')]) {
      const answer = await auditor.get(`${path}/audit-entries?cursor=${cursor}`);
      expectRefusal(answer, 400, { code: 'cursor_invalid' });
    }
  });

  test('of the tenant has its users, tokens and sign-ins, and of no property', async () => {
    const email = `${randomUUID()}@example.com`;
    const user = { email, name: 'Ada', password: 'twelve letters' };
    const made = await the.house.desk.post('/v1/users', {
      ...{ ...user, roles: ['front_desk'], propertyIds: 'all' },
    });
    await the.house.desk.post('/issuer/token', { email, password: 'something else' });
    await well(the.house.desk.post('/issuer/token', { email, password: user.password }));
    const found = await entries('/v1', `?subject=${made.body.id}`);
    expect(typesOf(found)).toEqual([
      'user.signed_in.v1',
      'user.sign_in_refused.v1',
      'user.created.v1',
    ]);
    expect(JSON.stringify(found)).not.toContain(email);
    expect((await entries('/v1')).map(({ context }) => context)).not.toContain('reservations');
  });

  test('of another tenant is as unknown as nobody’s', async () => {
    const { tenantId, desk } = await tenantOf(the.house, 'Elsewhere');
    const foreign = await desk.get(`${path}/audit-entries`);
    expectRefusal(foreign, 404, { code: 'property_unknown' });
    const theirs = await the.house.as('auditor', { tenantId });
    expect(await entries('/v1', '', theirs)).toEqual([]);
  });

  test('of a property is for whoever may touch it, and the tenant’s for whoever may touch all', async () => {
    const propertyId = path.split('/').at(-1) ?? '';
    const here = await the.house.as('auditor', { scopeIds: [propertyId] });
    expect((await entries(path, '', here)).length).toBeGreaterThan(0);
    expectRefusal(await here.get('/v1/audit-entries'), 403, { code: 'tenant_out_of_scope' });
    const elsewhere = await the.house.as('auditor', { scopeIds: [randomUUID()] });
    const answer = await elsewhere.get(`${path}/audit-entries`);
    expect([answer.status, answer.body.code]).toEqual([403, 'out_of_scope']);
    const clerk = await the.house.as('front_desk');
    expect((await clerk.get(`${path}/audit-entries`)).status).toBe(403);
  });
});
