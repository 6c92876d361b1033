import { expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { daysAfter, price, priced, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();

test('The lowest price of a night is that of the cheapest plan and room type that is sold', async () => {
  const path = await priced(the);
  const { desk } = the.house;
  const night = (date: string, more: object = {}) => ({
    ...{ night: `${year}-${date}`, roomsLeft: 6, ...more },
  });
  const nrf = { ratePlan: 'NRF', roomType: 'DBL', amountMinor: 9_900 };
  const suite = {
    ...{ ratePlan: 'BAR', roomType: 'STE', from: `${year}-06-02`, to: `${year}-06-03` },
    price: price(5_000, 5_000),
  };
  await desk.post(`${path}/prices`, { prices: [suite] });
  const on = (from: string, to: string, ratePlan: string | null, set: object) => ({
    ...{ scope: { ratePlan, roomType: null }, from: `${year}-06-${from}`, to: `${year}-06-${to}` },
    set,
  });
  const restrictions = [
    on('03', '04', 'NRF', { closed: true }),
    on('04', '05', null, { closed: true }),
    on('05', '06', null, { closedForArrival: true, minimumStayThrough: 3 }),
  ];
  await desk.post(`${path}/restrictions`, { restrictions });
  const asked = `${path}/lowest-prices?from=${year}-05-31&to=${year}-06-06`;
  const { body } = await desk.get(asked);
  const free = { roomsLeft: 3, arrival: true, nightsMin: 1 };
  expect(body).toEqual({
    currency: 'EUR',
    nights: [
      night('05-31'),
      night('06-01', { lowest: { ...nrf, ...free } }),
      // 50.00 − 10 % in whole euros.
      night('06-02', { lowest: { ...nrf, roomType: 'STE', amountMinor: 4_500, ...free } }),
      night('06-03', { lowest: { ...nrf, ratePlan: 'BAR', amountMinor: 10_995, ...free } }),
      night('06-04'),
      night('06-05', { lowest: { ...nrf, roomsLeft: 3, arrival: false, nightsMin: 3 } }),
    ],
  });
  const one = await desk.get(`${asked}&adults=1&ratePlan=BAR&roomType=DBL`);
  expect(one.body.nights[1].lowest).toEqual({
    ...{ ratePlan: 'BAR', roomType: 'DBL', amountMinor: 9_000, ...free },
  });
  expectRefusal(await desk.get(`${asked}&ratePlan=NONE`), 422, { code: 'rate_plan_unknown' });
});

test('A year and a day are asked for at once, and no more', async () => {
  const path = await priced(the);
  const from = `${year}-06-01`;
  const to = (days: number) => daysAfter(from, days);
  const all = await the.house.desk.get(`${path}/lowest-prices?from=${from}&to=${to(366)}`);
  expect(all.body.nights).toHaveLength(366);
  const more = await the.house.desk.get(`${path}/lowest-prices?from=${from}&to=${to(367)}`);
  expect([more.status, more.body.errors[0].pointer]).toEqual([400, '/query/to']);
});
