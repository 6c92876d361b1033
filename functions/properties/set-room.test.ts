import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { factsOf, opened, put, room } from './testing.ts';

const the = inHouse();

describe('A room', () => {
  test('is created, replaced and read by its number, and leaves a fact each time it changes', async () => {
    const path = await opened(the);
    const propertyId = path.split('/').at(-1);
    const at = `${path}/rooms/101`;
    expectRefusal(await the.house.desk.get(at), 404, { code: 'room_unknown' });
    const created = await put(the.house.desk, at, room);
    const seen = { room: '101', ...room };
    expect([created.status, created.body, created.headers.get('etag')]).toEqual([200, seen, '"2"']);
    expect((await put(the.house.desk, at, room)).headers.get('etag')).toBe('"2"');
    const changed = await put(the.house.desk, at, { ...room, floor: '-1' }, '"2"');
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"3"']);
    const late = await put(the.house.desk, at, room, '"2"');
    expectRefusal(late, 412, { code: 'version_conflict', version: 3 });
    const read = await the.house.desk.get(at);
    expect([read.body, read.headers.get('etag')]).toEqual([{ ...seen, floor: '-1' }, '"3"']);
    expect(await factsOf(the, path)).toEqual([
      ['rooms.set.v1', { propertyId, version: 2, rooms: [seen] }],
      ['rooms.set.v1', { propertyId, version: 3, rooms: [{ ...seen, floor: '-1' }] }],
    ]);
  });

  test('is of a type that there is', async () => {
    const path = await opened(the);
    const answer = await put(the.house.desk, `${path}/rooms/101`, { ...room, roomType: 'XXX' });
    expectRefusal(answer, 422, { code: 'room_type_unknown', roomType: 'XXX' });
  });

  test('shares a door with another: both name it, and both lose it', async () => {
    const path = await opened(the);
    const at = (number: string) => `${path}/rooms/${number}`;
    const doors = async (number: string) =>
      (await the.house.desk.get(at(number))).body.connectsTo as string[];
    const alone = await put(the.house.desk, at('101'), { ...room, connectsTo: ['102', '101'] });
    expectRefusal(alone, 422, { code: 'connecting_room_unknown', rooms: ['102', '101'] });
    await put(the.house.desk, at('102'), room);
    await put(the.house.desk, at('101'), { ...room, connectsTo: ['102'] });
    expect([await doors('101'), await doors('102')]).toEqual([['102'], ['101']]);
    await put(the.house.desk, at('102'), room);
    expect([await doors('101'), await doors('102')]).toEqual([[], []]);
  });
});

describe('The rooms of a house', () => {
  test('are listed by number, of one type or of all, in pages', async () => {
    const path = await opened(the);
    for (const number of ['12', '3', '101'])
      await put(the.house.desk, `${path}/rooms/${number}`, {
        ...{ ...room, roomType: number === '3' ? 'STE' : 'DBL' },
      });
    const list = async (query: string) => (await the.house.desk.get(`${path}/rooms?${query}`)).body;
    const numbers = (page: { rooms: { room: string }[] }) => page.rooms.map((each) => each.room);
    expect(numbers(await list(''))).toEqual(['101', '12', '3']);
    expect(numbers(await list('roomType=STE'))).toEqual(['3']);
    const first = await list('limit=2');
    expect([numbers(first), typeof first.nextCursor]).toEqual([['101', '12'], 'string']);
    const last = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(last).toEqual({ rooms: [{ room: '3', ...room, roomType: 'STE' }] });
  });
});
