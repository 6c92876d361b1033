/** Decisions that take their time: what a caller is told meanwhile, and afterwards. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { day, stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();
const respondAsync = { prefer: 'respond-async' };
let path: string;
let isHeld = false;

/** The writer's transactions wait at their fence; what only reads goes on. */
async function holdWriter(): Promise<void> {
  await the.house.owner.query('begin; lock table reservations.consumer_offsets in exclusive mode');
  isHeld = true;
}

async function letGo(): Promise<void> {
  if (isHeld) await the.house.owner.query('commit');
  isHeld = false;
}

beforeEach(async () => {
  path = await the.open(1);
});
afterEach(letGo);

function book(key: string, headers = {}, nights = 1) {
  return the.house.desk.post(`${path}/reservations`, stay(0, nights), key, headers);
}

describe('A booking that nobody waits for', () => {
  test('is pending where it will be, to who was handed the token', async () => {
    await holdWriter();
    const { status, body, headers } = await book('k', respondAsync);
    expect([status, body]).toEqual([202, { id: expect.any(String), status: 'pending' }]);
    expect(headers.get('retry-after')).toBe('1');
    const location = headers.get('location') ?? '';
    const [bare] = location.split('?');
    expect(bare).toBe(`${path}/reservations/${body.id}`);
    const asked = await the.house.desk.get(location);
    expect([asked.status, asked.body]).toEqual([202, body]);
    expect(asked.headers.get('retry-after')).toBe('1');
    expectRefusal(await the.house.desk.get(bare ?? ''), 404, { code: 'reservation_unknown' });
    const [, token = ''] = location.split('submitted=');
    for (const wrong of ['', 'x', `${token}x`, token.slice(1), token.replace(/^./, 'x')]) {
      const answer = await the.house.desk.get(`${bare}?submitted=${wrong}`);
      expectRefusal(answer, 404, { code: 'reservation_unknown' });
    }
    await letGo();
    await soon(async () => {
      const decided = await the.house.desk.get(location);
      expect([decided.status, decided.body.status]).toEqual([200, 'confirmed']);
    });
    expect((await the.house.desk.get(bare ?? '')).status).toBe(200);
  });

  test("does not open another booking's place with its token", async () => {
    await holdWriter();
    const [first, second] = [await book('a', respondAsync), await book('b', respondAsync)];
    const token = first.headers.get('location')?.split('submitted=')[1];
    const answer = await the.house.desk.get(
      `${path}/reservations/${second.body.id}?submitted=${token}`,
    );
    expectRefusal(answer, 404, { code: 'reservation_unknown' });
  });

  test('is not there once it was refused, and its key says why', async () => {
    await the.booked(path, 0, 1);
    const { status, headers } = await book('k', respondAsync);
    expect(status).toBe(202);
    await soon(async () => {
      const answer = await the.house.desk.get(headers.get('location') ?? '');
      expectRefusal(answer, 404, { code: 'reservation_unknown' });
    });
    const repeated = await book('k');
    expectRefusal(repeated, 409, { code: 'no_room', nights: [day(0)] });
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
  });
});

describe('A booking that is waited for', () => {
  test('as long as the caller says is pending after that', async () => {
    await holdWriter();
    const startedMs = performance.now();
    const { status, body } = await book('k', { prefer: 'wait=1' });
    const tookMs = performance.now() - startedMs;
    expect([status, body.status]).toEqual([202, 'pending']);
    expect(tookMs).toBeGreaterThan(990);
    expect(tookMs).toBeLessThan(5_000);
  });

  test('is answered with the first when it is repeated in flight', async () => {
    await holdWriter();
    const copies = [book('k'), book('k'), book('k')];
    const pending = await book('k', respondAsync);
    expect(pending.status).toBe(202);
    await letGo();
    const answers = await Promise.all(copies);
    expect(answers.map(({ status, body }) => [status, body.id])).toEqual(
      copies.map(() => [201, pending.body.id]),
    );
  });

  test('with another body in flight is a reused key for the later one', async () => {
    await holdWriter();
    const first = await book('k', respondAsync);
    const second = book('k', {}, 2);
    await letGo();
    expectRefusal(await second, 422, { code: 'idempotency_key_reused' });
    await soon(async () => {
      const { body } = await the.house.desk.get(first.headers.get('location') ?? '');
      expect(body).toMatchObject({ status: 'confirmed', departure: day(1) });
    });
  });
});

describe('Another command', () => {
  test('that nobody waits for is pending too', async () => {
    const { path: of } = await the.booked(path);
    await holdWriter();
    const body = { reason: 'other' };
    const answer = await the.house.desk.post(`${of}/cancellations`, body, 'k', respondAsync);
    expect([answer.status, answer.body]).toEqual([202, { status: 'pending' }]);
    expect(answer.headers.get('location')).toBe(of);
    const about = await the.house.desk.post(
      `${path}/sell-limits`,
      { from: day(0), to: day(1), roomType: 'DBL', rooms: 2 },
      'k',
      respondAsync,
    );
    expect([about.status, about.body]).toEqual([202, { status: 'pending' }]);
    await letGo();
    await soon(async () => {
      expect((await the.house.desk.get(of)).body.status).toBe('cancelled');
    });
  });
});
