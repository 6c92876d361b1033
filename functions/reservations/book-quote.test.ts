import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';
import { bar, daysAfter, priced, put, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const guest = { lastName: 'Okoye' };
const stay = { arrival: `${year}-06-10`, departure: `${year}-06-12`, adults: 2, childrenAges: [7] };

/** BAR with breakfast, a fee from the evening before on, and a deposit. */
const bound = {
  ...bar,
  extras: [
    {
      ...{ code: 'BRK', name: 'Breakfast', category: 'food' },
      ...{ charging: 'per_person_night', amountMinor: 1_500 },
    },
  ],
  policies: {
    guarantee: { kind: 'deposit' },
    deposit: { amount: { kind: 'fixed', amountMinor: 5_000 }, due: { days: 7, at: '12:00' } },
    cancellation: [
      { from: { days: 1, at: '18:00' }, fee: { kind: 'nights', nights: 1 } },
      { from: { days: 30, at: '00:00' }, fee: { kind: 'fixed', amountMinor: 2_000 } },
    ],
    noShow: { kind: 'percentage', ratePpm: 1_000_000, of: 'room' },
  },
};

async function bindingPlan(): Promise<string> {
  const path = await priced(the);
  expect((await put(the.house.desk, `${path}/rate-plans/BAR`, bound)).status).toBe(200);
  await setPrice(path, 10_995);
  return path;
}

async function setPrice(path: string, amountMinor: number): Promise<void> {
  const children = [{ ageFrom: 0, ageTo: 12, amountMinor: 2_000 }];
  const prices = [
    {
      ...{ ratePlan: 'BAR', roomType: 'DBL', from: stay.arrival, to: daysAfter(stay.departure, 1) },
      price: { adultsMinor: [amountMinor - 1_000, amountMinor], children },
    },
  ];
  expect((await the.house.desk.post(`${path}/prices`, { prices })).status).toBe(200);
}

async function quoted(path: string, more: object = {}) {
  const asked = { ...stay, ratePlan: 'BAR', ...more };
  const { status, body } = await the.house.desk.post(`${path}/quotes`, asked);
  expect(status, JSON.stringify(body)).toBe(200);
  const [offer] = body.offers;
  expect(offer, JSON.stringify(body.declined)).toBeDefined();
  return offer;
}

function amountOf({ amountMinor }: { readonly amountMinor: number }): number {
  return amountMinor;
}

async function booked(path: string, quoteId: string) {
  const answer = await the.house.desk.post(`${path}/quoted-reservations`, { quoteId, guest });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer;
}

describe('H6 A booking by a quote', () => {
  test('costs exactly what was quoted, and keeps its lines, taxes and policies', async () => {
    const path = await bindingPlan();
    const { quoteId, roomType, roomsLeft, policiesInWords, ...price } = await quoted(path);
    const answer = await booked(path, quoteId);
    const { body } = answer;
    expect([body.price, roomsLeft]).toEqual([price, 3]);
    expect(body.totalMinor).toBe(price.totalMinor);
    expect(body).toMatchObject({
      ...{ arrival: stay.arrival, departure: stay.departure, roomType, currency: 'EUR' },
      ...{ adults: 2, children: 1, infants: 0, guest, status: 'confirmed' },
    });
    const lines: { kind: string; grossMinor: number }[] = price.lines;
    expect(body.rates.map(amountOf)).toEqual(
      lines.filter(({ kind }) => kind === 'room').map(({ grossMinor }) => grossMinor),
    );
    expect(lines.reduce((sum, { grossMinor }) => sum + grossMinor, 0)).toBe(body.totalMinor);
    const location = answer.headers.get('location') ?? '';
    expect((await the.house.desk.get(location)).body).toEqual(body);
    expect(policiesInWords).toHaveLength(6);
  });

  test('costs that also when prices were set in between', async () => {
    const path = await bindingPlan();
    const { quoteId, totalMinor } = await quoted(path);
    await setPrice(path, 90_000);
    expect((await quoted(path)).totalMinor).toBeGreaterThan(totalMinor);
    expect((await booked(path, quoteId)).body.totalMinor).toBe(totalMinor);
  });

  test('H5 keeps its nights when the base is changed, which re-prices what is not sold, derived plans too', async () => {
    const path = await bindingPlan();
    const saver = { ratePlan: 'NRF', childrenAges: [] };
    const before = await quoted(path, saver);
    const { body } = await booked(path, before.quoteId);
    await setPrice(path, 20_000);
    const kept = (await the.house.desk.get(`${path}/reservations/${body.id}`)).body;
    expect([kept.totalMinor, kept.rates, kept.price]).toEqual([
      ...[before.totalMinor, body.rates, body.price],
    ]);
    expect(kept.rates.map(amountOf)).toEqual([9_900, 9_900]);
    // 200.00 − 10 %, in whole euros, and 5.00 of city tax a night.
    expect((await quoted(path, saver)).totalMinor).toBe(2 * (18_000 + 500));
  });

  test('has the nights that a plan gives away at nothing, and a city tax with its ceiling', async () => {
    const path = await priced(the);
    const city = {
      ...{ code: 'CITY', name: 'City tax', included: false, on: ['accommodation'], onTaxes: [] },
      amount: {
        ...{ kind: 'percentage', ratePpm: 50_000 },
        ceiling: { charging: 'per_person_night', amountMinor: 200 },
      },
      ...{ ageFrom: 18, exemptPurposes: [], onBehalf: true },
    };
    const rounding = { point: 'per_tax_bucket', mode: 'half_up' };
    await put(the.house.desk, `${path}/taxes`, { taxes: [city], rounding });
    const freeNights = { ofNights: 4, free: 1, which: 'last' };
    await put(the.house.desk, `${path}/rate-plans/BAR`, { ...bar, freeNights });
    const departure = daysAfter(stay.arrival, 5);
    const { quoteId, totalMinor } = await quoted(path, { departure, childrenAges: [] });
    // Four of five nights are paid, each with 2.00 of city tax for each of two.
    expect(totalMinor).toBe(4 * (10_995 + 400));
    const { body } = await booked(path, quoteId);
    expect([body.totalMinor, body.rates.map(amountOf)]).toEqual([
      ...[totalMinor, [11_395, 11_395, 11_395, 0, 11_395]],
    ]);
  });

  test('is one booking, however often its key comes', async () => {
    const path = await bindingPlan();
    const { quoteId } = await quoted(path);
    const send = () =>
      the.house.desk.post(`${path}/quoted-reservations`, { quoteId }, 'once-and-no-more');
    const [one, other] = [await send(), await send()];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body.id).toBe(one.body.id);
  });

  test('is refused with what this property has not signed', async () => {
    const path = await bindingPlan();
    const { quoteId } = await quoted(path);
    const neighbour = await the.open();
    const [text = '', until, signature] = quoteId.split('.');
    const cheap = Buffer.from(text, 'base64url').toString().replace('11813', '1');
    expect(cheap).not.toBe(Buffer.from(text, 'base64url').toString());
    const forged = [Buffer.from(cheap).toString('base64url'), until, signature].join('.');
    for (const [where, id] of [
      ...([[path, forged]] as const),
      ...([[path, `${quoteId}x`]] as const),
      ...([[path, 'WzEs']] as const),
      ...([[neighbour, quoteId]] as const),
    ]) {
      const answer = await the.house.desk.post(`${where}/quoted-reservations`, { quoteId: id });
      expectRefusal(answer, 422, { code: 'quote_unknown' });
    }
  });
});

describe('R-H4 A booking by a quote is judged again by the restrictions of now', () => {
  const restrict = async (path: string, closed: boolean) => {
    const nights = { from: daysAfter(stay.arrival, 1), to: stay.departure };
    const restrictions = [
      { scope: { ratePlan: 'BAR', roomType: null }, ...nights, set: { closed } },
    ];
    expect((await the.house.desk.post(`${path}/restrictions`, { restrictions })).status).toBe(200);
  };

  test('refused with their names, scopes and nights, and sold again when they are taken back', async () => {
    const path = await priced(the);
    const { quoteId } = await quoted(path, { childrenAges: [] });
    const book = () => the.house.desk.post(`${path}/quoted-reservations`, { quoteId, guest });
    await restrict(path, true);
    await soon(async () =>
      expectRefusal(await book(), 409, {
        code: 'restricted',
        restrictions: [
          {
            ...{ code: 'closed', night: daysAfter(stay.arrival, 1) },
            scope: { ratePlan: 'BAR', roomType: null },
          },
        ],
      }),
    );
    await restrict(path, false);
    await soon(async () => expect((await book()).status).toBe(201));
  });

  test('H3 taken and flagged where its source cannot take a no', async () => {
    const path = await priced(the);
    const { quoteId } = await quoted(path, { childrenAges: [] });
    await restrict(path, true);
    const { channel } = the.house;
    await soon(async () => {
      const { status, body } = await channel.post(`${path}/quoted-reservations`, { quoteId });
      expect([status, body.validationMessages]).toEqual([
        ...[201, [{ code: 'restricted', nights: [daysAfter(stay.arrival, 1)] }]],
      ]);
    });
  });
});

describe('H13 A booking that is cancelled', () => {
  test('owes what its policies asked for when it was booked', async () => {
    const path = await bindingPlan();
    const { quoteId, policies } = await quoted(path);
    const zone = 'Europe/Lisbon';
    expect(policies.cancellation.map(({ from }: { from: string }) => from)).toEqual([
      ...[
        at(daysAfter(stay.arrival, -30), '00:00', zone),
        at(daysAfter(stay.arrival, -1), '18:00', zone),
      ],
    ]);
    const { body } = await booked(path, quoteId);
    // Long before the first tier.
    const cancelled = await the.house.desk.post(`${path}/reservations/${body.id}/cancellations`, {
      reason: 'requested_by_guest',
    });
    expect([cancelled.status, cancelled.body.feeOwed]).toEqual([200, undefined]);
    expect(cancelled.body.price).toEqual(body.price);
  });

  test('owes at once where the plan says so, and nothing when the house sends it away', async () => {
    const path = await priced(the);
    const nonRefundable = {
      ...bar,
      policies: {
        ...{ guarantee: { kind: 'card' }, deposit: null, noShow: null },
        cancellation: [
          { from: null, fee: { kind: 'percentage', ratePpm: 1_000_000, of: 'total' } },
        ],
      },
    };
    expect((await put(the.house.desk, `${path}/rate-plans/BAR`, nonRefundable)).status).toBe(200);
    const owed: unknown[] = [];
    for (const reason of ['requested_by_guest', 'requested_by_hotel']) {
      const { quoteId, totalMinor } = await quoted(path, { childrenAges: [] });
      const { body } = await booked(path, quoteId);
      const cancelled = await the.house.desk.post(`${path}/reservations/${body.id}/cancellations`, {
        reason,
      });
      expect(cancelled.status).toBe(200);
      owed.push([cancelled.body.feeOwed, totalMinor]);
    }
    expect(owed).toEqual([
      [{ netMinor: 22_990, taxes: [], grossMinor: 22_990 }, 22_990],
      [undefined, 22_990],
    ]);
  });
});

describe('A booking by a quote that is changed', () => {
  test('loses its price with its nights, and takes that of another quote', async () => {
    const path = await bindingPlan();
    const first = await quoted(path);
    const { body } = await booked(path, first.quoteId);
    const modifications = `${path}/reservations/${body.id}/modifications`;
    const longer = await quoted(path, { departure: daysAfter(stay.departure, 1) });
    const requoted = await the.house.desk.post(modifications, { quoteId: longer.quoteId });
    expect([requoted.status, requoted.body.totalMinor]).toEqual([200, longer.totalMinor]);
    expect(requoted.body.price.lines).toEqual(longer.lines);
    const commented = await the.house.desk.post(modifications, { comment: 'late' });
    expect([commented.status, commented.body.totalMinor]).toEqual([200, longer.totalMinor]);
    const fewer = await the.house.desk.post(modifications, { adults: 1 });
    expect([fewer.status, fewer.body.price]).toEqual([200, undefined]);
    const both = await the.house.desk.post(modifications, { quoteId: first.quoteId, adults: 1 });
    expectRefusal(both, 400, {
      code: 'invalid_request',
      errors: [expect.objectContaining({ pointer: '/quoteId' })],
    });
  });
});

/** The instant at which the clocks of a zone show this. */
function at(date: string, time: string, zone: string): string {
  const zoned = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone);
  return new Date(zoned.epochMilliseconds).toISOString();
}
