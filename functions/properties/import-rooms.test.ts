import { describe, expect, test } from 'vitest';
import type { Answer, Desk } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { double, factsOf, opened, put, room } from './testing.ts';

const the = inHouse();
let key = 0;

function send(path: string, csv: string | Uint8Array<ArrayBuffer>, as: Desk = the.house.desk) {
  key += 1;
  const body = typeof csv === 'string' ? csv : (new Response(csv).body ?? expect.fail());
  return as.send('POST', `${path}-imports`, {
    body,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'idempotency-key': `file ${key}`.replace(' ', '-'),
    },
  });
}

function outcome({ status, body }: Answer) {
  expect(status, JSON.stringify(body)).toBe(200);
  const { problems, ...counts } = body;
  return [counts, problems];
}
const none = { lines: 0, created: 0, changed: 0, unchanged: 0, refused: 0 };

describe('A file of rooms', () => {
  test('puts its good lines in, names the bad ones, and changes nothing the second time', async () => {
    const path = await opened(the);
    const file = [
      'number,type,floor,features,connectsTo,active',
      '101,DBL,1,balcony bath,102,yes',
      '102,DBL,1,,,',
      '103,XXX,1,,,',
      '104,DBL,first,,,',
      '10 5,DBL,1,,,',
      '106,DBL,1,Sea View,,maybe',
      '107,DBL,1,,999,',
      '108,DBL,1',
      '109,DBL,=1+1,,,',
      '"110,DBL,1,,,',
      '111,STE,-1,,,no',
    ].join('\r\n');
    const bad = [
      { line: 4, column: 'type', reason: 'is no room type of the property' },
      { line: 5, column: 'floor', reason: 'is no floor such as 3, -1 or G' },
      { line: 6, column: 'number', reason: 'is no number of 1 to 16 of A to Z, 0 to 9, . _ -' },
      {
        ...{ line: 7, column: 'features' },
        reason: 'has a feature that is no word of a to z, 0 to 9 and _',
      },
      { line: 7, column: 'active', reason: 'is neither yes nor no' },
      { line: 8, column: 'connectsTo', reason: 'leads to no room: 999' },
      { line: 9, column: null, reason: 'has 3 cells, the header 6' },
      { line: 10, column: 'floor', reason: 'begins like a formula (=, +, - or @)' },
      { line: 11, column: null, reason: 'a quote is not closed' },
    ];
    const counts = { ...none, lines: 11, refused: 8 };
    expect(outcome(await send(`${path}/room`, file))).toEqual([{ ...counts, created: 3 }, bad]);
    const { body } = await the.house.desk.get(`${path}/rooms`);
    expect(body).toEqual({
      rooms: [
        { ...room, room: '101', connectsTo: ['102'] },
        { ...room, room: '102', features: [], connectsTo: ['101'] },
        { ...room, room: '111', roomType: 'STE', floor: '-1', features: [], active: false },
      ],
    });
    const facts = await factsOf(the, path);
    expect(facts.map(([type]) => type)).toEqual(['rooms.set.v1']);
    expect(outcome(await send(`${path}/room`, file))).toEqual([{ ...counts, unchanged: 3 }, bad]);
    expect(await factsOf(the, path)).toEqual(facts);
  });

  test('is the same in whatever order its lines stand', async () => {
    const lines = ['101;DBL;102', '102;DBL;', '103;STE;101', '104;DBL;'];
    const listed = async (some: readonly string[]) => {
      const path = await opened(the);
      await send(`${path}/room`, ['number;type;connectsTo', ...some].join('\n'));
      return (await the.house.desk.get(`${path}/rooms`)).body;
    };
    const one = await listed(lines);
    expect(one.rooms).toHaveLength(4);
    expect(one.rooms[0].connectsTo).toEqual(['102', '103']);
    expect(await listed(lines.toReversed())).toEqual(one);
  });

  test('that names a room twice puts in neither', async () => {
    const path = await opened(the);
    const file = 'number,type\n101,DBL\n102,DBL\n101,STE\n';
    expect(outcome(await send(`${path}/room`, file))).toEqual([
      { ...none, lines: 3, created: 1, refused: 2 },
      [
        { line: 2, column: 'number', reason: 'stands in line 4 too' },
        { line: 4, column: 'number', reason: 'stands in line 2 too' },
      ],
    ]);
  });

  test('leaves as it was what it has no column for', async () => {
    const path = await opened(the);
    await put(the.house.desk, `${path}/rooms/101`, { ...room, floor: '7' });
    const answer = await send(`${path}/room`, 'number,type\n101,STE\n');
    expect(outcome(answer)).toEqual([{ ...none, lines: 1, changed: 1 }, []]);
    const { body } = await the.house.desk.get(`${path}/rooms/101`);
    expect(body).toEqual({ room: '101', ...room, roomType: 'STE', floor: '7' });
  });

  test('with a byte order mark is read, and with bytes that are no UTF-8 refused in their line', async () => {
    const path = await opened(the);
    const marked = await send(`${path}/room`, '\ufeffnumber,type\n101,DBL\n');
    expect(outcome(marked)).toEqual([{ ...none, lines: 1, created: 1 }, []]);
    const latin = Buffer.from('number,type,features\n102,DBL,caf\u00e9\n103,DBL,\n', 'latin1');
    expect(outcome(await send(`${path}/room`, new Uint8Array(latin)))).toEqual([
      { ...none, lines: 2, created: 1, refused: 1 },
      [{ line: 2, column: 'features', reason: 'is not UTF-8' }],
    ]);
  });

  test('without a header that can be read is refused whole', async () => {
    const path = await opened(the);
    expectRefusal(await send(`${path}/room`, 'Zimmer,type\n101,DBL\n'), 422, {
      ...{ code: 'csv_header_unfit', line: 1, column: 'Zimmer' },
      reason: 'is no column; there are number, type, floor, features, connectsTo, active',
    });
    expectRefusal(await send(`${path}/room`, 'type\nDBL\n'), 422, {
      ...{ code: 'csv_header_unfit', line: 1, column: 'number', reason: 'is missing' },
    });
  });

  test('R-IDEM is taken once for a key, and another file with that key refused', async () => {
    const path = await opened(the);
    const as = (body: string) =>
      the.house.desk.send('POST', `${path}/room-imports`, {
        body,
        headers: { 'content-type': 'text/csv', 'idempotency-key': 'the-file' },
      });
    const file = 'number,type\n101,DBL\n';
    const first = await as(file);
    const again = await as(file);
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true']);
    expectRefusal(await as(`${file}102,DBL\n`), 422, { code: 'idempotency_key_reused' });
  });

  test('R-TEN is refused to a clerk and out of scope', async () => {
    const path = await opened(the);
    const file = 'number,type\n101,DBL\n';
    expectRefusal(await send(`${path}/room`, file, await the.house.as('front_desk')), 403, {
      ...{ code: 'forbidden', detail: 'it needs the permission properties:write' },
    });
    const bound = await the.house.as('tenant_admin', { scopeIds: [] });
    expectRefusal(await send(`${path}/room`, file, bound), 403, { code: 'out_of_scope' });
  });

  test('of 10,000 lines with 100 bad ones is in within seconds, bad ones named, and again unchanged', async () => {
    const path = await opened(the);
    await put(the.house.desk, `${path}/room-types/DBL`, { ...double, roomsListed: true });
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const type = at % 100 === 57 ? 'NONE' : 'DBL';
      return `${1000 + at},${type},${Math.floor(at / 100)},balcony bath,,yes`;
    });
    const file = ['number,type,floor,features,connectsTo,active', ...lines].join('\n');
    const counts = { ...none, lines: 10_000, refused: 100 };
    const cpu = process.cpuUsage();
    const first = await send(`${path}/room`, file);
    const { user, system } = process.cpuUsage(cpu);
    const problems = Array.from({ length: 100 }, (_, at) => ({
      ...{ line: 59 + at * 100, column: 'type', reason: 'is no room type of the property' },
    }));
    expect(outcome(first)).toEqual([{ ...counts, created: 9_900 }, problems]);
    // Some 600 ms of this process on a free machine, its house included.
    expect((user + system) / 1000).toBeLessThan(6_000);
    expect(outcome(await send(`${path}/room`, file))).toEqual([
      { ...counts, unchanged: 9_900 },
      problems,
    ]);
    expect((await the.house.desk.get(`${path}/room-types/DBL`)).body.rooms).toBe(9_900);
    const facts = await factsOf(the, path);
    const sizes = facts.map(([, data]) => JSON.stringify(data).length);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
    expect(facts.at(-1)).toEqual([
      'room_type.rooms_changed.v1',
      {
        ...{ propertyId: path.split('/').at(-1), version: 3 },
        ...{ roomType: 'DBL', name: 'Double', rooms: 9_900 },
      },
    ]);
  });
});

describe('A file of room types', () => {
  test('puts its good lines in, names the bad ones, and changes nothing the second time', async () => {
    const path = await opened(the);
    const file = [
      'code;name;description;beds;standard;maximum;adultsMax;childrenMax;connecting;roomsListed',
      'DBL;Double;"Quiet; to the garden";1 queen + 1 sofa;2;3;2;1;yes;no',
      'FAM;Family;;;;;;;;',
      'BAD;Bad;;two kings;;;;;;',
      'PER;Persons;;;4;3;2;1;;',
      'HAL;Half;;;2;;;;;',
      'x;Small;;;;;;;;',
    ].join('\n');
    const first = await send(`${path}/room-type`, file);
    const counts = { ...none, lines: 6, refused: 4 };
    const [got, problems] = outcome(first);
    expect(got).toEqual({ ...counts, created: 1, changed: 1 });
    expect(
      problems.map(({ line, column }: { line: number; column: string }) => [line, column]),
    ).toEqual([
      [4, 'beds'],
      [5, 'standard'],
      [6, 'maximum'],
      [6, 'adultsMax'],
      [6, 'childrenMax'],
      [7, 'code'],
    ]);
    const { body } = await the.house.desk.get(`${path}/room-types`);
    expect(body.roomTypes).toEqual([
      {
        ...{ roomType: 'DBL', name: 'Double', description: 'Quiet; to the garden' },
        beds: [
          { kind: 'queen', count: 1 },
          { kind: 'sofa', count: 1 },
        ],
        occupancy: { standard: 2, maximum: 3, adultsMax: 2, childrenMax: 1 },
        ...{ connecting: true, roomsListed: false, rooms: 0 },
      },
      expect.objectContaining({ roomType: 'STE' }),
      expect.objectContaining({ roomType: 'FAM', name: 'Family', occupancy: null }),
    ]);
    expect(outcome(await send(`${path}/room-type`, file))).toEqual([
      { ...counts, unchanged: 2 },
      problems,
    ]);
  });

  test('has no more types than a property may have, and then puts in no new one', async () => {
    const path = await opened(the);
    const many = Array.from({ length: 199 }, (_, at) => `T${at},Type`);
    const file = ['code,name', 'DBL,Renamed', ...many].join('\n');
    const [counts, problems] = outcome(await send(`${path}/room-type`, file));
    expect(counts).toEqual({ ...none, lines: 200, changed: 1, refused: 199 });
    expect(problems[0]).toEqual({
      ...{ line: 3, column: null, reason: 'the property would have more than 200 room types' },
    });
  });
});
