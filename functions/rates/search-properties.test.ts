import { describe, expect, test } from 'vitest';
import { stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';
import { offsetOf, price, priced, put, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const asked = { city: 'Wien', arrival: `${year}-06-10`, departure: `${year}-06-12`, adults: 2 };

interface Found {
  readonly propertyId: string;
  readonly name: string;
  readonly totalMinor: number;
}

function idOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** A property of `priced`, in a city, whose doubles take this much for two. */
async function inCity(city: string, name: string, doubleMinor: number): Promise<string> {
  const path = await priced(the);
  const line = {
    ...{ ratePlan: 'BAR', roomType: 'DBL', from: `${year}-06-01`, to: `${year}-09-01` },
    price: price(doubleMinor, doubleMinor),
  };
  expect((await the.house.desk.post(`${path}/prices`, { prices: [line] })).status).toBe(200);
  await says(path, name, city);
  return path;
}

async function says(path: string, name: string, city: string, country = 'AT'): Promise<void> {
  const details = {
    ...{ name, locale: 'de-AT', checkInFrom: '15:00', checkOutUntil: '11:00' },
    ...{ address: { lines: ['Ring 1'], city, country }, taxEnvironment: country },
  };
  expect((await put(the.house.desk, path, details)).status).toBe(200);
  // Its place follows the fact.
  await soon(async () => {
    const { rows } = await the.house.owner.query(
      'select from rates.places where property_id = $1 and name = $2',
      [idOf(path), name],
    );
    expect(rows).toHaveLength(1);
  });
}

async function search(more: object = {}, desk = the.house.desk) {
  const answer = await desk.post('/v1/property-searches', { ...asked, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

async function names(more: object = {}, desk = the.house.desk): Promise<readonly string[]> {
  return (await search(more, desk)).properties.map(({ name }: Found) => name);
}

describe('H6 A search over the properties of a city', () => {
  test('finds those with a room left, the cheapest first, at the price of their quotes', async () => {
    const dear = await inCity('Wien', 'Dear', 20_000);
    const cheap = await inCity('WIEN', 'Cheap', 10_000);
    await inCity('Graz', 'Elsewhere', 5_000);
    const { properties } = await search({ city: ' wien ' });
    expect(properties).toEqual([
      {
        ...{ propertyId: idOf(cheap), name: 'Cheap', country: 'AT', currency: 'EUR' },
        ...{ ratePlan: 'NRF', roomType: 'DBL', mealPlan: 'room_only', roomsLeft: 3 },
        // 90.00 and two persons' city tax of 2.50, twice.
        totalMinor: 2 * 9_000 + 2 * 2 * 250,
      },
      expect.objectContaining({ propertyId: idOf(dear), totalMinor: 2 * 18_000 + 1_000 }),
    ]);
    const { city: _city, ...wanted } = asked;
    const quoted = await the.house.desk.post(`${dear}/quotes`, wanted);
    expect(quoted.body.offers[0].totalMinor).toBe(properties[1].totalMinor);

    const booked = async () =>
      (await the.house.desk.post(`${cheap}/reservations`, stay(offsetOf('06-10'), 2))).status;
    expect([await booked(), await booked()]).toEqual([201, 201]);
    expect((await search()).properties[0]).toMatchObject({ name: 'Cheap', roomsLeft: 1 });
    expect(await booked()).toBe(201);
    expect(await names()).toEqual(['Dear']);
    // The night after it is free.
    const later = { arrival: `${year}-06-12`, departure: `${year}-06-14` };
    expect(await names(later)).toEqual(['Cheap', 'Dear']);
    await says(dear, 'Moved', 'Graz');
    expect(await names(later)).toEqual(['Cheap']);
    expect(await names({ ...later, city: 'Graz', country: 'AT' })).toEqual(['Elsewhere', 'Moved']);
    expect(await names({ ...later, city: 'Graz', country: 'DE' })).toEqual([]);
  });

  test('is of the properties that the caller may touch', async () => {
    const [one, two] = [await inCity('Linz', 'One', 9_000), await inCity('Linz', 'Two', 8_000)];
    expect(await names({ city: 'Linz' })).toEqual(['Two', 'One']);
    const clerk = await the.house.as('front_desk', { scopeIds: [idOf(one)] });
    expect(await names({ city: 'Linz' }, clerk)).toEqual(['One']);
    const both = await the.house.as('front_desk', { scopeIds: [idOf(two), idOf(one)] });
    expect(await names({ city: 'Linz' }, both)).toEqual(['Two', 'One']);
    const tenantId = crypto.randomUUID();
    expect(await names({ city: 'Linz' }, await the.house.as('tenant_admin', { tenantId }))).toEqual(
      [],
    );
  });

  test('goes on where its last page ended, whatever equals what', async () => {
    for (const [name, minor] of [
      ['A', 7_000],
      ['B', 9_000],
      ['C', 7_000],
    ] as const)
      await inCity('Wels', name, minor);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ city: 'Wels', limit: 1, cursor });
      found.push(...page.properties.map(({ name }: Found) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined && found.length < 5);
    expect(found).toEqual(await names({ city: 'Wels' }));
    expect(found.toSorted()).toEqual(['A', 'B', 'C']);
    const wrong = await the.house.desk.post('/v1/property-searches', { ...asked, cursor: 'x' });
    expectRefusal(wrong, 400, { code: 'cursor_invalid' });
  });

  test('passes by what cannot be arrived at any more, and whoever has a plan for its code alone', async () => {
    const path = await inCity('Krems', 'Hidden', 9_000);
    const plan = { name: 'Company', mealPlan: 'room_only', extras: [], accessCodes: ['ACME'] };
    for (const [code, derivation] of [
      ['NRF', { from: 'BAR', changePpm: -100_000, changeMinor: 0, roundToMinor: 100 }],
      ['BAR', null],
    ] as const)
      await put(the.house.desk, `${path}/rate-plans/${code}`, { ...plan, derivation });
    expect(await names({ city: 'Krems' })).toEqual([]);
    expect(await names({ city: 'Krems', accessCode: 'acme' })).toEqual(['Hidden']);
    const past = { arrival: '2020-06-10', departure: '2020-06-12', accessCode: 'acme' };
    expect(await names({ city: 'Krems', ...past })).toEqual([]);
  });

  test('looks at a thousand properties, and says so where there are more', async () => {
    await the.house.owner.query(
      `insert into rates.places select $1, gen_random_uuid(), 'Inn', 'megacity', case n % 1001 when 0 then 'AT' else 'DE' end, 1
       from generate_series(1, 1001) n`,
      [the.house.tenantId],
    );
    const wide = await the.house.desk.post('/v1/property-searches', { ...asked, city: 'Megacity' });
    expectRefusal(wide, 422, {
      ...{ code: 'search_too_wide', placesMax: 1_000 },
    });
    expect(await names({ city: 'Megacity', country: 'DE' })).toEqual([]);
  });
});
