/** The writer as its log feeds it: what it cannot read it parks, what it has decided it never decides again. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commandsTopic } from '#schema/reservations/commands.ts';
import type { LogRecord } from '#shared/log/log.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { day, stay } from '../../scripts/testing/desk.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

interface Stored {
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

/** What lies in the partition of a property, and a way to put more there. */
async function commandsOf(
  path: string,
): Promise<Stored & { append(...more: LogRecord[]): Promise<void> }> {
  const log = postgresEventLog({ url: the.house.databaseUrl, report: () => undefined });
  const propertyId = path.split('/').at(-1);
  const { rows } = await the.house.owner.query(
    'select partition from reservations.properties join reservations.placement using (bucket) where property_id = $1',
    [propertyId],
  );
  const { partition } = rows[0];
  const all = await log.read({ topic: commandsTopic, partition }, 0, 1_000);
  await log.close();
  return {
    partition,
    records: all.filter(({ key }) => key === propertyId),
    async append(...more) {
      const writing = postgresEventLog({ url: the.house.databaseUrl, report: () => undefined });
      expect(await writing.append({ topic: commandsTopic, partition }, more)).toBe('appended');
      await writing.close();
    },
  };
}

async function parked(): Promise<{ reason: string }[]> {
  const { rows } = await the.house.owner.query(
    `select reason from reservations.parked where consumer = 'decide-reservations' order by "offset"`,
  );
  return rows;
}

describe('The writer', () => {
  test('parks a record that is no command, and decides those around it', async () => {
    const path = await the.open();
    await the.booked(path);
    const { append } = await commandsOf(path);
    const record = (text: string) => ({ key: 'k', headers: {}, value: Buffer.from(text) });
    await append(record('no json'), record('{}'), record('null'));
    await the.booked(path);
    await soon(async () => expect(await parked()).toHaveLength(3));
    expect((await parked()).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^SyntaxError/),
      'Error: the record is not a command',
      'Error: the record is not a command',
    ]);
    const { body } = await the.house.desk.get(`${path}/reservations`);
    expect(body.reservations).toHaveLength(2);
  });

  test('does nothing for copies of a command, however late', async () => {
    const path = await the.open(1);
    const { path: of } = await the.booked(path);
    await the.house.desk.post(`${of}/cancellations`, { reason: 'other' });
    const { append, records } = await commandsOf(path);
    expect(records).toHaveLength(3);
    const before = await facts();
    await append(...records, ...records.toReversed());
    await the.booked(path);
    expect(await facts()).toBe(before + 1);
    expect((await the.house.desk.get(of)).body).toMatchObject({ status: 'cancelled', version: 2 });
  });

  test('does not know a property of another tenant, though its id is right', async () => {
    const path = await the.open(1);
    const { records, append } = await commandsOf(path);
    const foreign = {
      ...JSON.parse(records[0]?.value.toString('utf8') ?? ''),
      ...{ id: randomUUID(), tenantId: randomUUID() },
      body: { type: 'close_business_day', businessDate: day(0) },
    };
    await append({ key: 'k', headers: {}, value: Buffer.from(JSON.stringify(foreign)) });
    await soon(async () => {
      const { rows } = await the.house.owner.query(
        'select outcome from reservations.decisions where command_id = $1',
        [foreign.id],
      );
      expect(rows).toEqual([{ outcome: 'property_unknown' }]);
    });
    expect((await the.house.desk.get(`${path}/business-day`)).body.businessDate).toBe(day(0));
  });

  test('knows a booking whose decision was pruned, and does not make it again', async () => {
    const path = await the.open(1);
    const first = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    await the.house.owner.query('delete from reservations.decisions where tenant_id = $1', [
      the.house.tenantId,
    ]);
    await forgetful(path);
    const again = await the.house.desk.post(`${path}/reservations`, stay(0, 1), 'mine');
    expect([again.status, again.body]).toEqual([201, first.body]);
    const { body } = await the.house.desk.get(`${path}/reservations`);
    expect(body.reservations).toHaveLength(1);
  });

  /** What cannot be handled takes with it what the writer remembers. */
  async function forgetful(path: string): Promise<void> {
    const { append } = await commandsOf(path);
    const before = (await parked()).length;
    await append({ key: 'k', headers: {}, value: Buffer.from('no json') });
    await soon(async () => expect(await parked()).toHaveLength(before + 1));
  }

  async function facts(): Promise<number> {
    const { rows } = await the.house.owner.query('select count(*)::int from reservations.events');
    return rows[0].count;
  }
});
