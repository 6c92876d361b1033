import { describe, expect, test } from 'vitest';
import { property } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse, soon } from '../../scripts/testing/in-house.ts';
import { bar, daysAfter, priced, put, year } from '../../scripts/testing/price-list.ts';

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

  test.each([
    [{ minimumLengthOfStay: 5, maximumLengthOfStay: 3 }, 'maximumLengthOfStay'],
    [{ minimumStayThrough: 5, maximumStayThrough: 4 }, 'maximumStayThrough'],
    [{ minimumLengthOfStay: 5, maximumStayThrough: 4 }, 'maximumStayThrough'],
    [{ minimumStayThrough: 5, maximumLengthOfStay: 4 }, 'maximumLengthOfStay'],
    [{ minimumAdvanceBooking: 30, maximumAdvanceBooking: 7 }, 'maximumAdvanceBooking'],
    [{ maximumLengthOfStay: 2, losNotAvailable: [1, 2] }, 'losNotAvailable'],
    [{ minimumLengthOfStay: 0 }, 'minimumLengthOfStay'],
    [{ maximumLengthOfStay: 367 }, 'maximumLengthOfStay'],
    [{ closed: 'yes' }, 'closed'],
    [{ minLos: 2 }, 'minLos'],
  ])(
    'that no stay can keep, %j, are refused at the door by their field, and no line is set',
    async (set, field) => {
      const path = await priced(the);
      const restrictions = [on('10', '11', { closed: true }), on('10', '11', set)];
      const answer = await the.house.desk.post(`${path}/restrictions`, { restrictions });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
        `/restrictions/1/set/${field}`,
      ]);
      expect(await reasons(path, '10', '11')).toEqual([]);
    },
  );

  test('that no stay can keep beside what was set before are refused, and no line is set', async () => {
    const path = await priced(the);
    const set = (...restrictions: object[]) =>
      the.house.desk.post(`${path}/restrictions`, { restrictions });
    await set(on('05', '26', { minimumLengthOfStay: 3 }));
    const closed = on('06', '07', { closed: true });
    expectRefusal(await set(closed, on('20', '30', { maximumLengthOfStay: 2 })), 422, {
      ...{ code: 'restriction_impossible', line: 1, night: `${year}-06-20` },
      ...{ limit: 'maximumLengthOfStay', beside: 'minimumLengthOfStay' },
    });
    expect(await reasons(path, '06', '09')).toEqual([]);
    // Together they are possible, in whichever order.
    const both = [
      on('20', '30', { maximumLengthOfStay: 2 }),
      on('20', '30', { minimumLengthOfStay: 2 }),
    ];
    expect((await set(...both)).status).toBe(200);
    expect(await reasons(path, '20', '21')).toEqual(['minimumLengthOfStay 20']);
    expect(await reasons(path, '05', '06')).toEqual(['minimumLengthOfStay 05']);
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

/** A house of 50 plans on ten room types, and a line for each of them in each season of a year. */
async function largeHouse(): Promise<{ path: string; restrictions: readonly object[] }> {
  const { desk } = the.house;
  const roomTypes = codes('TYPE', 10).map((code) => ({ code, name: code, physical: 5 }));
  const { id } = await desk.call('open-property', { body: { ...property(5), roomTypes } });
  const path = `/v1/properties/${id}`;
  const ratePlans = codes('PLAN', 50);
  await soon(async () => expect((await desk.get(`${path}/taxes`)).status).toBe(200));
  for (const plan of ratePlans) {
    expect((await put(desk, `${path}/rate-plans/${plan}`, bar)).status).toBe(200);
  }
  const restrictions = ratePlans.flatMap((ratePlan) =>
    roomTypes.flatMap(({ code: roomType }) =>
      [0, 91, 182, 273].map((after, season) => ({
        ...{ scope: { ratePlan, roomType }, from: daysAfter(`${year}-01-01`, after) },
        ...{ to: daysAfter(`${year}-01-01`, Math.min(365, after + 91)) },
        set: { minimumLengthOfStay: season + 1, closedForArrival: season === 1 },
      })),
    ),
  );
  return { path, restrictions };
}

function codes(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name}${at + 1}`);
}

interface Fact {
  readonly type: string;
  readonly data: string;
}

/** What a property has left in this context since it was opened, oldest first. */
async function restrictionFacts(path: string): Promise<readonly Fact[]> {
  const { rows } = await the.house.owner.query<Fact>(
    `select type, data from rates.events where subject = $1 and type like '%restrictions%' order by position`,
    [path.split('/').at(-1)],
  );
  return rows;
}

describe('R-H4 A bulk update of a year of every plan on every room type', () => {
  test('is one fact, within a second, and the writer knows all of it by that fact', async () => {
    const { path, restrictions } = await largeHouse();
    const cpu = process.cpuUsage();
    const set = await the.house.desk.post(`${path}/restrictions`, { restrictions });
    const { user, system } = process.cpuUsage(cpu);
    expect([set.status, set.body]).toEqual([200, { lines: 2_000 }]);
    // Some 180 ms of this process, its house included.
    expect((user + system) / 1000).toBeLessThan(1_000);
    const facts = await restrictionFacts(path);
    expect(facts.map(({ type }) => type)).toEqual(['restrictions.set.v1']);
    const { scopes, before, ...said } = JSON.parse(facts[0]?.data ?? '{}');
    expect(said.restrictions).toEqual(restrictions);
    expect([scopes.length, before.length]).toEqual([500, 500]);
    expect(facts[0]?.data.length).toBeLessThan(512 * 1024);
    await soon(async () => {
      const { rows } = await the.house.owner.query(
        `select count(*)::int scopes, max(list_version)::int as version from reservations.stay_restrictions where property_id = $1`,
        [path.split('/').at(-1)],
      );
      expect(rows).toEqual([{ scopes: 500, version: said.version }]);
    });
  });

  test('is refused where it says more than one fact carries, and leaves nothing', async () => {
    const path = await priced(the);
    const losNotAvailable = Array.from({ length: 60 }, (_, at) => at + 30);
    const restrictions = Array.from({ length: 2_000 }, (_, at) => ({
      ...{ scope: house, set: { losNotAvailable, minimumLengthOfStay: 1 + (at % 2) } },
      ...{ from: daysAfter(`${year}-06-01`, at % 900), to: daysAfter(`${year}-06-02`, at % 900) },
    }));
    const told = restrictions.map((line, at) =>
      at < 900 ? line : { ...line, scope: { ...house, ratePlan: at < 1_800 ? 'BAR' : 'NRF' } },
    );
    const set = await the.house.desk.post(`${path}/restrictions`, { restrictions: told });
    expectRefusal(set, 422, { code: 'restrictions_too_many', charactersMax: 1_032_192 });
    expect(await reasons(path, '14', '15')).toEqual([]);
    expect(await restrictionFacts(path)).toEqual([]);
  });
});
