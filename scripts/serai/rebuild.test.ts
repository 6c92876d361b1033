/** The projections of a real house under random traffic: rebuilt they are equal, and a fault is seen. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import statistics from '../../functions/analytics/project-night-statistics.ts';
import arrivals from '../../functions/reservations/project-arrivals.ts';
import inHouse from '../../functions/reservations/project-in-house.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';
import { caughtUp, traffic } from '../testing/traffic.ts';
import { runCli } from './cli.ts';
import { rebuild as rebuildCommand } from './commands/rebuild.ts';

const projections = { arrivals, inHouse, statistics };
const steps = 60;

let house: TestHouse;
let owner: pg.Client;

beforeAll(async () => {
  house = await testHouse();
  owner = new pg.Client({ connectionString: house.database.url });
  await owner.connect();
  await Promise.all([traffic(house, 1, steps), traffic(house, 2, steps)]);
  await caughtUp(owner);
});
afterAll(async () => {
  await owner.end();
  await house.stop();
});

function rebuild(
  declaration: (typeof projections)[keyof typeof projections],
  mode: 'compare' | 'apply' = 'compare',
) {
  const { url } = house.database;
  return rebuildProjection({ databaseUrl: url, declaration, source: 'reservations', mode });
}

async function rowsOf(table: string): Promise<number> {
  const { rows } = await owner.query(`select count(*)::integer as rows from ${table}`);
  return rows[0].rows;
}

async function factCount(): Promise<number> {
  return rowsOf('reservations.events');
}

describe('a projection made again from the facts', () => {
  test.each(Object.entries(projections))('is equal: %s', async (_name, declaration) => {
    const rebuilt = await rebuild(declaration);
    expect(rebuilt).toMatchObject({ facts: await factCount(), missing: 0 });
    expect(rebuilt.tables.map(({ name }) => name)).toEqual(declaration.tables);
    for (const table of rebuilt.tables) {
      expect(table).toMatchObject({ equal: true });
      expect(table.rows).toBe(await rowsOf(`${declaration.context}.${table.name}`));
      expect(table.rows).toBeGreaterThan(0);
    }
  });

  test('leaves nothing behind', async () => {
    await rebuild(arrivals);
    const { rows } = await owner.query(
      `select nspname from pg_namespace where nspname ~ 'rebuild'`,
    );
    expect(rows).toEqual([]);
  });

  test('is equal while the house goes on', async () => {
    const going = traffic(house, 3, steps);
    for (const declaration of Object.values(projections)) {
      const { tables } = await rebuild(declaration);
      expect(tables.filter(({ equal }) => !equal)).toEqual([]);
    }
    await going;
    await caughtUp(owner);
  });

  test.each([
    ['reservations.arrivals', 'adults = adults + 1', arrivals],
    ['reservations.in_house', 'present = not present', inHouse],
    ['analytics.stays', `reasons = reasons || ' '`, statistics],
    ['analytics.nights', 'revenue_minor = revenue_minor - 1', statistics],
  ] as const)('differs in a row of %s that was changed: %s', async (table, fault, declaration) => {
    const { rows } = await owner.query(
      `select ctid::text, changed::text as row from ${table} changed order by ctid desc limit 1`,
    );
    await owner.query(`update ${table} set ${fault} where ctid = $1`, [rows[0].ctid]);
    const before = (await rebuild(declaration)).tables.filter(({ equal }) => !equal);
    expect(before).toMatchObject([{ name: table.split('.')[1], equal: false }]);
    expect(before[0]?.firstDifference?.rebuilt).toBe(rows[0].row);
    await rebuild(declaration, 'apply');
    expect((await rebuild(declaration)).tables.every(({ equal }) => equal)).toBe(true);
  });

  test('differs when the live table lacks a row or has one too many', async () => {
    await owner.query(
      `create temp table one as select * from reservations.arrivals order by reservation_id limit 1`,
    );
    await owner.query(`delete from reservations.arrivals using one
      where arrivals.reservation_id = one.reservation_id`);
    const [lacking] = (await rebuild(arrivals)).tables;
    expect(lacking).toMatchObject({
      equal: false,
      rows: (await rowsOf('reservations.arrivals')) + 1,
    });
    await owner.query('update one set reservation_id = gen_random_uuid()');
    await owner.query('insert into reservations.arrivals select * from one');
    expect((await rebuild(arrivals)).tables).toMatchObject([{ equal: false }]);
    await rebuild(arrivals, 'apply');
    expect((await rebuild(arrivals)).tables).toMatchObject([{ equal: true }]);
  });

  test('differs when a fact is missing from the events', async () => {
    await owner.query(`create temp table lost as select * from reservations.events
      where type = 'reservation.checked_out.v1' order by position desc limit 1`);
    await owner.query(`delete from reservations.events using lost
      where events.partition = lost.partition and events.position = lost.position`);
    const without = await rebuild(statistics);
    expect(without).toMatchObject({ facts: await factCount(), missing: 1 });
    expect(without.tables.filter(({ equal }) => !equal)).not.toEqual([]);
    await owner.query('insert into reservations.events select * from lost');
    expect((await rebuild(statistics)).tables.filter(({ equal }) => !equal)).toEqual([]);
  });

  test('put in the place of the live one is followed by it', async () => {
    await owner.query(`update reservations.arrivals set status = 'cancelled'`);
    const [applied] = await Promise.all([rebuild(arrivals, 'apply'), traffic(house, 4, steps)]);
    expect(applied.tables).toMatchObject([{ equal: false }]);
    await caughtUp(owner);
    const { facts, tables } = await rebuild(arrivals);
    expect(facts).toBe(await factCount());
    expect(tables).toMatchObject([{ equal: true }]);
  });

  test('is made by one rebuild at a time', async () => {
    await owner.query(`select pg_advisory_lock(hashtextextended('rebuild_analytics', 0))`);
    await expect(rebuild(statistics)).rejects.toThrow(
      'Another rebuild of analytics is running; wait for its end.',
    );
    await owner.query('select pg_advisory_unlock_all()');
  });
});

describe('serai rebuild', () => {
  async function serai(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: [string[], string[]] = [[], []];
    const world = {
      env: { DATABASE_URL: house.database.url },
      out: (line: string) => void out.push(`${line}\n`),
      err: (text: string) => void err.push(text),
      terminal: false,
    };
    const code = await runCli([rebuildCommand], ['rebuild', ...args], world);
    return { code, out: out.join(''), err: err.join('') };
  }

  test('says what it compared', async () => {
    const { code, out } = await serai();
    expect(code).toBe(0);
    expect(out.replaceAll(/\b[\da-f]{64}\b|[\d.]+/g, '#')).toBe(
      [
        'project-night-statistics: # facts in # s, # a second',
        ...['stays', 'nights', 'properties', 'flags'].map(
          (name) => `  ${name}: # rows, equal  sha# #`,
        ),
        'project-arrivals: # facts in # s, # a second',
        '  arrivals: # rows, equal  sha# #',
        'project-in-house: # facts in # s, # a second',
        '  in_house: # rows, equal  sha# #',
        '',
      ].join('\n'),
    );
  });

  test('fails on a difference, and puts it right when told to', async () => {
    await owner.query(`update analytics.flags set bookings = bookings + 1`);
    const compared = await serai('--projection', 'project-night-statistics');
    expect(compared).toMatchObject({
      code: 1,
      err: 'serai: What the facts say is not what is there; --apply replaces it.\n',
    });
    expect(compared.out).toContain('DIFFERENT');
    expect(await serai('--apply')).toMatchObject({ code: 0 });
    expect(await serai('--compare')).toMatchObject({ code: 0 });
  });

  test('knows its projections', async () => {
    expect(await serai('--projection', 'decide-reservations')).toMatchObject({
      code: 2,
      err: 'serai: There is no projection "decide-reservations"; there is project-night-statistics, project-arrivals, project-in-house.\n',
    });
  });
});
