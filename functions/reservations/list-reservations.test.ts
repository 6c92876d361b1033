import { describe, expect, test } from 'vitest';
import { day } from '../../scripts/testing/desk.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';

const the = inHouse();

describe('Listing reservations', () => {
  test('goes by arrival, in pages that lose none and repeat none', async () => {
    const path = await the.open(9);
    const stays = [];
    for (const from of [3, 0, 2, 0, 1]) stays.push(await the.booked(path, from, 1));
    // Open and closed ones lie apart, and are listed in one order.
    for (const stay of stays.slice(0, 2))
      await the.house.desk.post(`${stay.path}/cancellations`, { reason: 'other' });
    const booked = [];
    for (const stay of stays) booked.push((await the.house.desk.get(stay.path)).body);
    const inOrder = booked.toSorted((a, b) =>
      `${a.arrival}${a.id}`.localeCompare(`${b.arrival}${b.id}`),
    );
    const all = await the.house.desk.get(`${path}/reservations`);
    expect([all.status, all.body]).toEqual([200, { reservations: inOrder }]);
    const first = await the.house.desk.get(`${path}/reservations?limit=2`);
    expect(first.body.reservations).toEqual(inOrder.slice(0, 2));
    // A booking meanwhile, behind the page's end, is on the next one.
    const late = (await the.booked(path, 5, 1)).answer.body;
    const cursor = first.body.nextCursor;
    const rest = await the.house.desk.get(`${path}/reservations?limit=4&cursor=${cursor}`);
    expect(rest.body).toEqual({ reservations: [...inOrder.slice(2), late] });
  });

  test('can be asked for by state, arrival and departure', async () => {
    const path = await the.open(9);
    const [here, gone, later] = [
      await the.booked(path, 0, 1),
      await the.booked(path, 0, 2),
      await the.booked(path, 1, 1),
    ];
    await the.house.desk.post(`${here.path}/check-ins`, {});
    await the.house.desk.post(`${gone.path}/cancellations`, { reason: 'other' });
    for (const [query, expected] of [
      ['status=in_house', [here]],
      ['inHouse=true', [here]],
      ['inHouse=false', [gone, later]],
      ['status=cancelled', [gone]],
      [`arrivalFrom=${day(1)}`, [later]],
      [`arrivalTo=${day(0)}`, [here, gone]],
      [`departureFrom=${day(2)}`, [gone, later]],
      [`departureTo=${day(1)}`, [here]],
      [`status=confirmed&arrivalFrom=${day(2)}`, []],
    ] as const) {
      const { body } = await the.house.desk.get(`${path}/reservations?${query}`);
      const ids = body.reservations.map(({ id }: { id: string }) => id);
      expect(ids.toSorted(), query).toEqual(expected.map(({ id }) => id).toSorted());
    }
  });
});
