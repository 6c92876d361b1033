import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { bar, opened, put, saver } from '../../scripts/testing/price-list.ts';

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
