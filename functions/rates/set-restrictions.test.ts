import { describe, expect, test } from 'vitest';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { priced, year } from '../../scripts/testing/price-list.ts';

const the = inHouse();
const house = { ratePlan: null, roomType: null };

function on(from: string, to: string, set: object, scope: object = house) {
  return { scope, from: `${year}-06-${from}`, to: `${year}-06-${to}`, set };
}

async function reasons(path: string, arrival: string, departure: string): Promise<string[]> {
  const { body } = await the.house.desk.post(`${path}/quotes`, {
    ...{ arrival: `${year}-06-${arrival}`, departure: `${year}-06-${departure}` },
    ...{ adults: 1, ratePlan: 'BAR' },
  });
  const [declined] = body.declined;
  return (declined?.reasons ?? []).map(
    ({ code, night }: { code: string; night: string }) => `${code} ${night.slice(8)}`,
  );
}

describe('R-H4 Restrictions', () => {
  test('are judged when a stay is quoted: G-H2, three nights at least from the 14th', async () => {
    const path = await priced(the);
    const restrictions = [on('14', '15', { minimumLengthOfStay: 3 })];
    const set = await the.house.desk.post(`${path}/restrictions`, { restrictions });
    expect([set.status, set.body]).toEqual([200, { lines: 1 }]);
    expect(await reasons(path, '14', '16')).toEqual(['minimumLengthOfStay 14']);
    expect(await reasons(path, '13', '15')).toEqual([]);
  });

  test('keep what a later line leaves out, and lose what it sets back', async () => {
    const path = await priced(the);
    const set = (...restrictions: object[]) =>
      the.house.desk.post(`${path}/restrictions`, { restrictions });
    await set(on('05', '26', { closedForArrival: true }), on('10', '11', { closed: true }));
    expect(await reasons(path, '10', '11')).toEqual(['closedForArrival 10', 'closed 10']);
    await set(on('10', '21', { closedForArrival: false }));
    expect(await reasons(path, '10', '11')).toEqual(['closed 10']);
    expect(await reasons(path, '09', '10')).toEqual(['closedForArrival 09']);
    expect(await reasons(path, '21', '22')).toEqual(['closedForArrival 21']);
    expect(await reasons(path, '11', '12')).toEqual([]);
  });

  test('of a plan or room type that is not there are refused, and no line is set', async () => {
    const path = await priced(the);
    const closed = on('10', '11', { closed: true });
    const refused = async (scope: object, code: string, details: object) => {
      const restrictions = [closed, { ...closed, scope }];
      const answer = await the.house.desk.post(`${path}/restrictions`, { restrictions });
      expectRefusal(answer, 422, { code, line: 1, ...details });
    };
    const none = { ratePlan: 'NONE' };
    await refused({ ...house, ...none }, 'rate_plan_unknown', none);
    await refused({ ...house, roomType: 'XXL' }, 'room_type_unknown', { roomType: 'XXL' });
    expect(await reasons(path, '10', '11')).toEqual([]);
  });
});
