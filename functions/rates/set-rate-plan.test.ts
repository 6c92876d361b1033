import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { bar, opened, priced, put, saver, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();

describe('H5 A rate plan', () => {
  test('is created, replaced and listed by its code', async () => {
    const path = await opened(the);
    await put(the.house.desk, `${path}/rate-plans/ZZZ`, bar);
    await put(the.house.desk, `${path}/rate-plans/BAR`, bar);
    const renamed = { ...bar, name: 'Renamed' };
    const answer = await put(the.house.desk, `${path}/rate-plans/BAR`, renamed);
    expect([answer.status, answer.body]).toEqual([200, { ratePlan: 'BAR', ...renamed }]);
    const { body } = await the.house.desk.get(`${path}/rate-plans`);
    expect(body).toEqual({
      ratePlans: [
        { ratePlan: 'BAR', ...renamed },
        { ratePlan: 'ZZZ', ...bar },
      ],
    });
  });

  test('is derived from one with prices of its own, and from no other', async () => {
    const path = await opened(the);
    const at = (code: string) => `${path}/rate-plans/${code}`;
    expectRefusal(await put(the.house.desk, at('NRF'), saver), 422, { code: 'rate_plan_unknown' });
    const ofItself = { ...saver, derivation: { ...saver.derivation, from: 'NRF' } };
    expectRefusal(await put(the.house.desk, at('NRF'), ofItself), 422, {
      code: 'rate_plan_unknown',
    });
    await put(the.house.desk, at('BAR'), bar);
    expect((await put(the.house.desk, at('NRF'), saver)).status).toBe(200);
    expectRefusal(await put(the.house.desk, at('WEB'), ofItself), 422, {
      code: 'rate_plan_derived',
    });
    await put(the.house.desk, at('TWO'), bar);
    const derived = { ...saver, derivation: { ...saver.derivation, from: 'TWO' } };
    expectRefusal(await put(the.house.desk, at('BAR'), derived), 409, {
      ...{ code: 'rate_plan_in_use', ratePlans: ['NRF'] },
    });
  });

  test('is changed by whoever saw the price list as it is, when they say so', async () => {
    const path = await opened(the);
    const first = await put(the.house.desk, `${path}/rate-plans/BAR`, bar, '"1"');
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
    const late = await put(the.house.desk, `${path}/rate-plans/BAR`, bar, '"1"');
    expectRefusal(late, 412, { code: 'version_conflict', version: 2 });
    const still = await the.house.desk.get(`${path}/rate-plans`);
    expect(still.headers.get('etag')).toBe('"2"');
  });

  test('that gives every night away is refused at the door', async () => {
    const path = await opened(the);
    const freeNights = { ofNights: 7, free: 7, which: 'last' };
    const answer = await put(the.house.desk, `${path}/rate-plans/BAR`, { ...bar, freeNights });
    expectRefusal(answer, 400, {
      code: 'invalid_request',
      errors: [{ pointer: '/freeNights/free', detail: 'leaves no night to pay for' }],
    });
  });

  const brk = {
    ...{ code: 'BRK', name: 'Breakfast', category: 'food', charging: 'per_person_night' },
    amountMinor: 1_000,
  };
  const fee = { kind: 'percentage', ratePpm: 1_000_001, of: 'room' };
  const policies = { guarantee: { kind: 'card' }, deposit: null, cancellation: [], noShow: null };
  const brackets = [
    { ageFrom: 0, ageTo: 11, amountMinor: 0 },
    { ageFrom: 11, ageTo: 17, amountMinor: 500 },
  ];
  const { derivation } = saver;

  test.each([
    ['an extra twice', { extras: [brk, brk] }, '/extras'],
    [
      'an extra without money',
      { extras: [{ ...brk, amountMinor: undefined }] },
      '/extras/0/amountMinor',
    ],
    ['money below nothing', { extras: [{ ...brk, amountMinor: -1 }] }, '/extras/0/amountMinor'],
    ['half a cent', { extras: [{ ...brk, amountMinor: 0.5 }] }, '/extras/0/amountMinor'],
    ['a currency', { extras: [{ ...brk, currency: 'USD' }] }, '/extras/0/currency'],
    ['ages that overlap', { extras: [{ ...brk, children: brackets }] }, '/extras/0/children'],
    [
      'what the night holds and one may leave out',
      { extras: [{ ...brk, included: true, optional: true }] },
      '/extras/0/optional',
    ],
    [
      'what the night holds once a stay',
      { extras: [{ ...brk, included: true, charging: 'once' }] },
      '/extras/0/charging',
    ],
    [
      'an extra that ends before it begins',
      { extras: [{ ...brk, from: `${year}-06-02`, to: `${year}-06-01` }] },
      '/extras/0/to',
    ],
    [
      'guests of whom the most are fewer than the least',
      { guests: { childrenMin: 2, childrenMax: 1 } },
      '/guests/childrenMax',
    ],
    [
      'children of whom none is free',
      { freeChildren: { ageTo: 5, free: 0 } },
      '/freeChildren/free',
    ],
    [
      'the last of a stay given away twice',
      { freeNights: { ofNights: 7, free: 1, which: 'last_of_stay', runsMax: 2 } },
      '/freeNights/runsMax',
    ],
    [
      'an ending as long as the step',
      { derivation: { ...derivation, endingMinor: 100 } },
      '/derivation/endingMinor',
    ],
    [
      'more than all off',
      { derivation: { ...derivation, changePpm: -1_000_001 } },
      '/derivation/changePpm',
    ],
    [
      'a fee above the stay',
      { policies: { ...policies, noShow: fee } },
      '/policies/noShow/ratePpm',
    ],
    [
      'a time there is not',
      {
        policies: {
          ...policies,
          cancellation: [{ from: { days: 1, at: '24:00' }, fee: { kind: 'nights', nights: 1 } }],
        },
      },
      '/policies/cancellation/0/from/at',
    ],
    ['a last day before the first', { sellFrom: '2027-01-02', sellTo: '2027-01-02' }, '/sellTo'],
    [
      'a guarantee by no deposit',
      { policies: { ...policies, guarantee: { kind: 'deposit' } } },
      '/policies/deposit',
    ],
  ])('with %s is refused at the door, and there is none of it', async (_, wrong, pointer) => {
    const path = await opened(the);
    const answer = await put(the.house.desk, `${path}/rate-plans/BAR`, { ...bar, ...wrong });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      pointer,
    ]);
    expect((await the.house.desk.get(`${path}/rate-plans`)).body).toEqual({ ratePlans: [] });
  });

  test('leaves a fact of what was set', async () => {
    const path = await opened(the);
    const propertyId = path.split('/').at(-1);
    await put(the.house.desk, `${path}/rate-plans/BAR`, bar);
    const { rows } = await the.house.owner.query(
      'select type, data from rates.events where subject = $1',
      [propertyId],
    );
    expect(rows.map(({ type, data }) => [type, JSON.parse(data)])).toEqual([
      [
        'rate_plan.set.v1',
        {
          ...{ propertyId, version: 2, ratePlan: 'BAR', ...bar },
          actor: { kind: 'user', id: expect.any(String) },
        },
      ],
    ]);
  });
});

describe('H5 A plan for families with a supplement', () => {
  const heating = {
    ...{ code: 'HEAT', name: 'Heating', category: 'service', charging: 'per_night' },
    ...{ amountMinor: 400, from: `${year}-11-01`, roomTypes: ['DBL'] },
  };
  const family = {
    ...{ ...bar, guests: { childrenMin: 1 }, freeChildren: { ageTo: 9, free: 1 } },
    extras: [heating],
  };

  test('is offered to them at its price, and declined to others by name', async () => {
    const path = await priced(the);
    const { desk } = the.house;
    expect((await put(desk, `${path}/rate-plans/BAR`, family)).body).toEqual({
      ...{ ratePlan: 'BAR', ...family },
    });
    const asked = { arrival: `${year}-06-10`, departure: `${year}-06-11`, ratePlan: 'BAR' };
    const ask = async (childrenAges: readonly number[]) => {
      const { status, body } = await desk.post(`${path}/quotes`, {
        ...{ ...asked, adults: 2, childrenAges, roomType: 'DBL' },
      });
      expect(status).toBe(200);
      return body;
    };
    const alone = await ask([]);
    expect([alone.offers, alone.declined[0].reasons]).toEqual([
      ...[[], [{ code: 'guestsNotOfPlan', night: asked.arrival }]],
    ]);
    const [{ lines }] = (await ask([4])).offers;
    const room = lines.filter(({ kind }: { kind: string }) => kind !== 'tax');
    // The child sleeps free, and nothing is heated in June.
    expect(room.map(({ grossMinor }: { grossMinor: number }) => grossMinor)).toEqual([10_995]);
  });

  test('names room types that there are', async () => {
    const path = await opened(the);
    const plan = { ...family, extras: [{ ...heating, roomTypes: ['DBL', 'NONE'] }] };
    expectRefusal(await put(the.house.desk, `${path}/rate-plans/BAR`, plan), 422, {
      ...{ code: 'room_type_unknown', roomType: 'NONE' },
    });
  });
});
