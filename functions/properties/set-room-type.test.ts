import { describe, expect, test } from 'vitest';
import { tenantOf } from '../../scripts/testing/house.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { double, factsOf, opened, put, room } from './testing.ts';

const the = inHouse();

describe('A room type', () => {
  test('that came with the opening is there with its name alone, in its place', async () => {
    const path = await opened(the);
    const bare = {
      ...{ description: '', beds: [], occupancy: null, connecting: false, roomsListed: false },
      rooms: 0,
    };
    const { body } = await the.house.desk.get(`${path}/room-types`);
    expect(body).toEqual({
      roomTypes: [
        { roomType: 'DBL', name: 'Double', ...bare },
        { roomType: 'STE', name: 'Suite', ...bare },
      ],
    });
    const one = await the.house.desk.get(`${path}/room-types/STE`);
    expect(one.body).toEqual({ roomType: 'STE', name: 'Suite', ...bare });
    expect(one.headers.get('etag')).toBe('"1"');
    expectRefusal(await the.house.desk.get(`${path}/room-types/XXX`), 404, {
      code: 'room_type_not_found',
    });
  });

  test('is created and replaced by its code, and leaves a fact each time it changes', async () => {
    const path = await opened(the);
    const propertyId = path.split('/').at(-1);
    const created = await put(the.house.desk, `${path}/room-types/FAM`, double);
    const seen = { roomType: 'FAM', ...double, rooms: 0 };
    expect([created.status, created.body, created.headers.get('etag')]).toEqual([200, seen, '"2"']);
    const again = await put(the.house.desk, `${path}/room-types/FAM`, double);
    expect([again.body, again.headers.get('etag')]).toEqual([seen, '"2"']);
    const late = await put(the.house.desk, `${path}/room-types/FAM`, double, '"1"');
    expectRefusal(late, 412, { code: 'version_conflict', version: 2 });
    await put(the.house.desk, `${path}/room-types/DBL`, { ...double, name: 'Twin' }, '"1"');
    expect(await factsOf(the, path)).toEqual([
      [
        'room_types.set.v1',
        { propertyId, version: 2, roomTypes: [{ roomType: 'FAM', ...double }] },
      ],
      [
        'room_types.set.v1',
        { propertyId, version: 3, roomTypes: [{ roomType: 'DBL', ...double, name: 'Twin' }] },
      ],
    ]);
    expect((await the.house.desk.get(path)).body.roomTypes).toEqual([
      { code: 'DBL', name: 'Twin', physical: 3 },
      { code: 'STE', name: 'Suite', physical: 3 },
      { code: 'FAM', name: 'Double', physical: 0 },
    ]);
  });

  test.each([
    ['standard', { standard: 4 }, 'is more than maximum'],
    ['adultsMax', { adultsMax: 4 }, 'is more than maximum'],
    ['childrenMax', { childrenMax: 4 }, 'is more than maximum'],
    ['maximum', { maximum: 4, standard: 4 }, 'is more than adultsMax and childrenMax together'],
  ])('has persons that fit each other: %s', async (member, change, detail) => {
    const path = await opened(the);
    const occupancy = { ...double.occupancy, ...change };
    const answer = await put(the.house.desk, `${path}/room-types/DBL`, { ...double, occupancy });
    expectRefusal(answer, 400, {
      ...{ code: 'invalid_request', errors: [{ pointer: `/occupancy/${member}`, detail }] },
    });
  });

  test('H1 sells as many rooms as are listed and active, once all of them are', async () => {
    const path = await opened(the, 5);
    const propertyId = path.split('/').at(-1);
    const at = (number: string) => `${path}/rooms/${number}`;
    await put(the.house.desk, at('101'), room);
    await put(the.house.desk, at('102'), room);
    await put(the.house.desk, `${path}/room-types/DBL`, { ...double, roomsListed: true });
    await put(the.house.desk, at('103'), room);
    await put(the.house.desk, at('104'), { ...room, active: false });
    await put(the.house.desk, at('101'), { ...room, active: false });
    await put(the.house.desk, at('102'), { ...room, roomType: 'STE' });
    const counts = (await factsOf(the, path)).filter(
      ([type]) => type === 'room_type.rooms_changed.v1',
    );
    const counted = (version: number, rooms: number) => [
      'room_type.rooms_changed.v1',
      { propertyId, version, roomType: 'DBL', name: 'Double', rooms },
    ];
    expect(counts).toEqual([counted(4, 2), counted(5, 3), counted(7, 2), counted(8, 1)]);
    expect((await the.house.desk.get(path)).body.roomTypes[0].physical).toBe(1);
    expect((await the.house.desk.get(`${path}/room-types/DBL`)).body.rooms).toBe(1);
  });
});

describe('Who may describe a house', () => {
  test('R-TEN a clerk may not, nor whoever is bound to another property', async () => {
    const path = await opened(the);
    const clerk = await the.house.as('front_desk');
    expectRefusal(await put(clerk, `${path}/room-types/DBL`, double), 403, {
      ...{ code: 'forbidden', detail: 'it needs the permission properties:write' },
    });
    const other = (await opened(the)).split('/').at(-1) ?? '';
    const bound = await the.house.as('tenant_admin', { scopeIds: [other] });
    for (const answer of [
      await put(bound, `${path}/room-types/DBL`, double),
      await put(bound, `${path}/rooms/101`, room),
      await bound.get(`${path}/rooms`),
    ])
      expectRefusal(answer, 403, { code: 'out_of_scope' });
    expect((await put(bound, `/v1/properties/${other}/rooms/101`, room)).status).toBe(200);
  });

  test('R-TEN another tenant is told what nobody has', async () => {
    const path = await opened(the);
    await put(the.house.desk, `${path}/rooms/101`, room);
    const { desk: others } = await tenantOf(the.house, 'Others');
    for (const answer of [
      await put(others, `${path}/rooms/101`, room),
      await put(others, `${path}/room-types/DBL`, double),
      await others.get(`${path}/rooms/101`),
      await others.get(`${path}/rooms`),
      await others.get(`${path}/room-types`),
    ])
      expectRefusal(answer, 404, { code: 'property_unknown' });
  });
});
