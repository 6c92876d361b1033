import { expect, test } from 'vitest';
import { eventsTopic } from '#schema/reservations/events.ts';
import { eventOfRecord, positionOf } from '#shared/events/fact-record.ts';
import { postgresEventLog } from '#shared/log/postgres.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('Every fact of the books lies in the topic, in the order of its partition, with its tenant', async () => {
  for (let at = 0; at < 3; at += 1) {
    const path = await the.open();
    const { path: of } = await the.booked(path);
    await the.house.desk.post(`${of}/check-ins`, {});
  }
  const { rows } = await the.house.owner.query(
    'select partition, position, event_id, type, subject from reservations.events order by 1, 2',
  );
  const log = postgresEventLog({ url: the.house.databaseUrl, report: () => undefined });
  await soon(async () => {
    const found = [];
    for (const partition of (await log.partitions(eventsTopic)).keys()) {
      for (const record of await log.read({ topic: eventsTopic, partition }, 0, 1_000)) {
        const event = eventOfRecord(record);
        expect(event).toMatchObject({
          ...{ source: '/reservations', extensions: { tenantid: the.house.tenantId } },
        });
        found.push({
          ...{ partition, position: String(positionOf(record)), event_id: event?.id },
          ...{ type: event?.type, subject: event?.subject },
        });
      }
    }
    expect(found).toEqual(rows);
  });
  await log.close();
  expect(rows).toHaveLength(9);
});
