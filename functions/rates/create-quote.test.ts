import { describe, expect, test } from 'vitest';
import { stay } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import {
  bar,
  daysAfter,
  offsetOf,
  opened,
  priced,
  put,
  saver,
  year,
} from '../../scripts/testing/price-list.ts';

const the = inHouse();
const twoNights = { arrival: `${year}-06-10`, departure: `${year}-06-12`, adults: 2 };

interface Offered {
  readonly ratePlan: string;
  readonly lines: readonly { readonly extra?: string; readonly grossMinor: number }[];
}

function extrasOf({ lines }: Offered): readonly (string | number)[] {
  return lines.flatMap(({ extra, grossMinor }) => (extra === undefined ? [] : [extra, grossMinor]));
}

describe('H6 A quote', () => {
  test('has a line for each night and tax, which add up to the total', async () => {
    const path = await priced(the);
    const answer = await the.house.desk.post(`${path}/quotes`, { ...twoNights, ratePlan: 'BAR' });
    expect(answer.status).toBe(200);
    const room = (night: string, netMinor: number, vatMinor: number) => ({
      ...{ kind: 'room', night: `${year}-06-${night}`, category: 'accommodation', netMinor },
      ...{ taxes: [{ code: 'VAT10', amountMinor: vatMinor }], grossMinor: 10_995 },
    });
    const city = (night: string) => ({
      ...{ kind: 'tax', night: `${year}-06-${night}`, netMinor: 0 },
      ...{ taxes: [{ code: 'CITY', amountMinor: 500 }], grossMinor: 500 },
    });
    expect(answer.body).toEqual({
      ...{ arrival: twoNights.arrival, departure: twoNights.departure, currency: 'EUR' },
      heldUntil: expect.stringMatching(/^\d{4}-.*Z$/),
      offers: [
        {
          quoteId: expect.stringMatching(/^[\w-]+\.[0-9a-z]+\.[\w-]{32}$/),
          ...{ ratePlan: 'BAR', roomType: 'DBL', mealPlan: 'room_only', roomsLeft: 3 },
          ...{ purpose: 'leisure', childrenAges: [] },
          // 219.90 / 11 = 19.9909…: 19.99, of which the first night has the larger half.
          lines: [room('10', 9_995, 1_000), room('11', 9_996, 999), city('10'), city('11')],
          taxes: [
            { code: 'VAT10', name: 'VAT', amountMinor: 1_999, onBehalf: false },
            { code: 'CITY', name: 'City tax', amountMinor: 1_000, onBehalf: true },
          ],
          ...{ netMinor: 19_991, taxMinor: 2_999, totalMinor: 22_990 },
          policies: { guarantee: null, deposit: null, cancellation: [], noShow: null },
          policiesInWords: ['It can be cancelled free of charge.'],
        },
      ],
      declined: [],
    });
  });

  test('offers the cheapest plan first, and what is not offered with its reasons', async () => {
    const path = await priced(the);
    const restrictions = [
      {
        scope: { ratePlan: 'NRF', roomType: null },
        ...{ from: `${year}-06-10`, to: `${year}-06-11`, set: { minimumLengthOfStay: 3 } },
      },
    ];
    expect((await the.house.desk.post(`${path}/restrictions`, { restrictions })).status).toBe(200);
    const long = { ...twoNights, departure: `${year}-06-13` };
    const offered = await the.house.desk.post(`${path}/quotes`, long);
    expect(
      offered.body.offers.map((offer: { ratePlan: string; totalMinor: number }) => [
        ...[offer.ratePlan, offer.totalMinor],
      ]),
    ).toEqual([
      // 109.95 − 10 % in whole euros is 99.00 a night.
      ['NRF', 3 * (9_900 + 500)],
      ['BAR', 3 * (10_995 + 500)],
    ]);
    const short = await the.house.desk.post(`${path}/quotes`, twoNights);
    expect(short.body.declined).toEqual([
      {
        ...{ ratePlan: 'NRF', roomType: 'DBL', mealPlan: 'room_only' },
        reasons: [
          {
            ...{ code: 'minimumLengthOfStay', night: `${year}-06-10`, value: 3 },
            scope: { ratePlan: 'NRF', roomType: null },
          },
        ],
      },
    ]);
  });

  test('H1 says how many rooms are left, and on which night none is', async () => {
    const path = await priced(the);
    const { desk } = the.house;
    const left = async (departure: string) => {
      const { body } = await desk.post(`${path}/quotes`, {
        ...twoNights,
        departure,
        ratePlan: 'BAR',
      });
      return [
        body.offers.map(({ roomsLeft }: { roomsLeft: number }) => roomsLeft),
        body.declined.flatMap(({ reasons }: { reasons: object[] }) => reasons),
      ];
    };
    const book = async (date: string) =>
      (await desk.post(`${path}/reservations`, stay(offsetOf(date), 1))).status;
    expect(await left(`${year}-06-12`)).toEqual([[3], []]);
    expect([await book('06-12'), await book('06-12'), await book('06-12')]).toEqual([
      201, 201, 201,
    ]);
    expect(await book('06-11')).toBe(201);
    expect(await left(`${year}-06-12`)).toEqual([[2], []]);
    expect(await left(`${year}-06-13`)).toEqual([
      [],
      [{ code: 'soldOut', night: `${year}-06-12` }],
    ]);
    const limit = { from: `${year}-06-10`, to: `${year}-06-11`, roomType: null };
    expect((await desk.post(`${path}/sell-limits`, { ...limit, rooms: 1 })).status).toBe(200);
    expect(await left(`${year}-06-12`)).toEqual([[1], []]);
  });

  test('has the plans of a promotion or a company for who gives its code, and hides them from others', async () => {
    const path = await priced(the);
    const negotiated = { ...saver, name: 'Negotiated', accessCodes: ['acme', 'SPRING-27'] };
    const set = await put(the.house.desk, `${path}/rate-plans/CORP`, negotiated);
    expect([set.status, set.body.accessCodes]).toEqual([200, ['ACME', 'SPRING-27']]);
    const asked = async (more: object) => {
      const { body } = await the.house.desk.post(`${path}/quotes`, { ...twoNights, ...more });
      const plans = body.offers?.map(({ ratePlan }: { ratePlan: string }) => ratePlan);
      return [plans?.toSorted(), body.accessCodeKnown ?? body.code];
    };
    expect(await asked({})).toEqual([['BAR', 'NRF'], undefined]);
    expect(await asked({ accessCode: 'Acme' })).toEqual([['BAR', 'CORP', 'NRF'], true]);
    expect(await asked({ accessCode: 'spring-27', ratePlan: 'CORP' })).toEqual([['CORP'], true]);
    expect(await asked({ accessCode: 'NOBODY' })).toEqual([['BAR', 'NRF'], false]);
    // Whether there is such a plan is nobody else's business.
    expect(await asked({ ratePlan: 'CORP' })).toEqual([undefined, 'rate_plan_unknown']);
    const range = `from=${twoNights.arrival}&to=${twoNights.departure}`;
    const { body } = await the.house.desk.get(`${path}/lowest-prices?${range}`);
    expect(body.nights[0].lowest.ratePlan).toBe('NRF');
  });

  test('H5 has a plan on the days it is sold, by the calendar of the property, and on no other', async () => {
    const path = await priced(the);
    const today = new Date().toISOString().slice(0, 10);
    const range = `from=${twoNights.arrival}&to=${twoNights.departure}`;
    const asked = async (more: object) => {
      await put(the.house.desk, `${path}/rate-plans/NRF`, { ...saver, ...more });
      const { body } = await the.house.desk.post(`${path}/quotes`, twoNights);
      const lowest = await the.house.desk.get(`${path}/lowest-prices?${range}`);
      return [
        body.offers.map(({ ratePlan }: Offered) => ratePlan),
        lowest.body.nights[0].lowest.ratePlan,
      ];
    };
    const sold = [['NRF', 'BAR'], 'NRF'];
    const unsold = [['BAR'], 'BAR'];
    expect(await asked({ sellFrom: daysAfter(today, -3), sellTo: daysAfter(today, 3) })).toEqual(
      sold,
    );
    expect(await asked({ sellFrom: daysAfter(today, 2) })).toEqual(unsold);
    expect(await asked({ sellTo: daysAfter(today, -1) })).toEqual(unsold);
  });

  test('charges an extra that is optional to who asks for it, and children what they pay', async () => {
    const path = await priced(the);
    const breakfast = {
      ...{ code: 'BRK', name: 'Breakfast', category: 'food', charging: 'per_person_night' },
      ...{ amountMinor: 1_500, children: [{ ageFrom: 0, ageTo: 11, amountMinor: 700 }] },
    };
    const parking = {
      ...{ code: 'PARK', name: 'Parking', category: 'service', charging: 'per_night' },
      ...{ amountMinor: 1_200, optional: true },
    };
    await put(the.house.desk, `${path}/rate-plans/BAR`, { ...bar, extras: [breakfast, parking] });
    const asked = async (more: object) => {
      const stay = { ...twoNights, adults: 1, childrenAges: [11], ...more };
      const { body } = await the.house.desk.post(`${path}/quotes`, stay);
      return (
        body.offers?.map((offer: Offered) => [offer.ratePlan, ...extrasOf(offer)]) ?? body.code
      );
    };
    const breakfasts = ['BRK', 1_500 + 700, 'BRK', 1_500 + 700];
    expect(await asked({ ratePlan: 'BAR' })).toEqual([['BAR', ...breakfasts]]);
    const park = ['PARK', 1_200, 'PARK', 1_200];
    expect(await asked({ extras: ['PARK'] })).toEqual([['BAR', ...breakfasts, ...park]]);
    expect(await asked({ extras: ['PARK', 'SPA'] })).toBe('extra_unknown');
    expect(await asked({ ratePlan: 'NRF', extras: ['PARK'] })).toBe('extra_unknown');
  });

  test('says which nights have no price', async () => {
    const path = await priced(the);
    const late = { ...twoNights, arrival: `${year}-08-31`, departure: `${year}-09-02` };
    const { body } = await the.house.desk.post(`${path}/quotes`, { ...late, ratePlan: 'BAR' });
    expect([body.offers, body.declined]).toEqual([
      [],
      [
        {
          ...{ ratePlan: 'BAR', roomType: 'DBL', mealPlan: 'room_only' },
          reasons: [{ code: 'noPrice', night: `${year}-09-01` }],
        },
      ],
    ]);
  });

  test('is of the version that its prices had', async () => {
    const path = await priced(the);
    const before = await the.house.desk.post(`${path}/quotes`, twoNights);
    const set = await put(the.house.desk, `${path}/rate-plans/NRF`, saver);
    const after = await the.house.desk.post(`${path}/quotes`, twoNights);
    expect(before.headers.get('etag')).toBe('"5"');
    expect([set.headers.get('etag'), after.headers.get('etag')]).toEqual(['"6"', '"6"']);
  });

  test('is refused for a stay that has begun, and for what the property does not have', async () => {
    const path = await opened(the);
    const past = { ...twoNights, arrival: '2026-01-01', departure: '2026-01-02' };
    const today = new Date().toISOString().slice(0, 4);
    expectRefusal(await the.house.desk.post(`${path}/quotes`, past), 422, {
      ...{ code: 'arrival_in_past', today: expect.stringMatching(today) },
    });
    const plan = { ...twoNights, ratePlan: 'NONE' };
    expectRefusal(await the.house.desk.post(`${path}/quotes`, plan), 422, {
      code: 'rate_plan_unknown',
    });
    const suite = { ...twoNights, roomType: 'XXL' };
    expectRefusal(await the.house.desk.post(`${path}/quotes`, suite), 422, {
      code: 'room_type_unknown',
    });
  });
});
