import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Operations, operations } from '#schema/client.generated.ts';
import { CreateProperty } from '#schema/examples/properties.ts';
import { type Client, createClient } from '#shared/client/client.ts';
import { type TestHouse, testHouse } from './testing/house.ts';

let house: TestHouse;
let client: Client<Operations>;

beforeAll(async () => {
  house = await testHouse();
  const { tenantId: tenant_id, issuer } = house;
  const claims = {
    sub: 'anna',
    tenant_id,
    roles: ['tenant_admin'],
    scope_ids: 'all',
    client_id: 'test',
  };
  const token = await issuer.sign(claims, 600);
  client = createClient<Operations>(operations, { url: house.url, token: () => token });
});
afterAll(() => house.stop());

describe('The typed client', () => {
  test('books a stay, finds it again and cancels it from the version it has seen', async () => {
    const opened = await client.call('open-property', { body: CreateProperty });
    if (opened.kind !== 'done' || opened.status !== 201) throw new Error(JSON.stringify(opened));
    const propertyId = opened.body.id;
    const headers = { idempotencyKey: 'one-booking' };
    const body = {
      arrival: '2026-05-12',
      departure: '2026-05-13',
      roomType: 'DBL',
      rates: [{ night: '2026-05-12', amountMinor: 129_00, currency: 'EUR' }],
      adults: 2,
    };
    const submit = () =>
      client.call('submit-reservation', { params: { propertyId }, body, headers });
    const booked = await submit();
    if (booked.kind !== 'done' || booked.status !== 201) throw new Error(JSON.stringify(booked));
    expect(booked.body).toMatchObject({ status: 'confirmed', version: 1, totalMinor: 129_00 });
    expect(booked.facts.replayed).toBe(false);
    expect(await submit()).toMatchObject({
      kind: 'done',
      body: { id: booked.body.id },
      facts: { replayed: true },
    });

    const params = { propertyId, reservationId: booked.body.id };
    const found = await client.call('get-reservation', { params });
    expect(found).toMatchObject({ kind: 'done', status: 200, facts: { version: 1 } });
    const cancel = (ifMatch: number) =>
      client.call('cancel-reservation', {
        params,
        body: { reason: 'requested_by_guest' },
        headers: { ifMatch },
      });
    expect(await cancel(9)).toMatchObject({
      kind: 'refused',
      status: 412,
      problem: { code: 'version_conflict', type: '/problems/version_conflict' },
    });
    expect(await cancel(1)).toMatchObject({ kind: 'done', body: { status: 'cancelled' } });
    const listed = await client.call('list-reservations', {
      params: { propertyId },
      query: { status: 'cancelled', limit: 5 },
    });
    expect(listed).toMatchObject({
      kind: 'done',
      body: { reservations: [{ id: params.reservationId }] },
    });
  });
});
