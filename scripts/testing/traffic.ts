/** Random traffic of one property through the API, the same for the same seed; and whether its projections have seen it. */
import type pg from 'pg';
import { expect, vi } from 'vitest';
import { seededRandom } from '#shared/testing/sources.ts';
import { type Desk, day, property, stay } from './desk.ts';

/** Few rooms, so that some bookings are turned away. */
const rooms = 3;
const patience = { timeout: 15_000, interval: 20 };

/** Resolves with the property's id. Refusals are part of the traffic; anything else than an answer fails. */
export async function traffic(
  { desk, channel }: Record<'desk' | 'channel', Desk>,
  seed: number,
  steps: number,
): Promise<string> {
  const random = seededRandom(seed);
  const below = (count: number): number => random.bytes(4).readUInt32LE() % count;
  const opened = await desk.post('/v1/properties', property(rooms));
  expect(opened.status).toBe(201);
  const path = `/v1/properties/${opened.body.id}/reservations`;
  const known: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const of = `${path}/${known[below(Math.max(1, known.length))] ?? 'none'}`;
    const action = below(10);
    const answer =
      known.length === 0 || action < 5
        ? await desk.post(path, stay(below(6), 1 + below(4), below(2) === 0 ? 'DBL' : 'STE'))
        : action === 5
          ? await desk.post(`${of}/cancellations`, { reason: 'requested_by_guest' })
          : action === 6
            ? await desk.post(`${of}/modifications`, { adults: 1 + below(3) })
            : action < 9
              ? await desk.post(`${of}/check-ins`, {})
              : await desk.post(`${of}/check-outs`, { earlyDeparture: true });
    expect(answer.status).toBeOneOf([200, 201, 404, 409]);
    if (answer.status === 201) known.push(answer.body.id);
  }
  const faulty = stay(1, 1, 'STE');
  const negative = faulty.rates.map((rate) => ({ ...rate, amountMinor: -1 }));
  expect((await channel.post(path, { ...faulty, rates: negative })).status).toBe(201);
  await endDay(desk, opened.body.id, known);
  return opened.body.id;
}

/** Who was to come is in, the day is closed, and all who are in leave: nights have been sold. */
async function endDay(desk: Desk, propertyId: string, known: readonly string[]): Promise<void> {
  const path = `/v1/properties/${propertyId}`;
  for (const id of known) await desk.post(`${path}/reservations/${id}/check-ins`, {});
  const closed = await desk.post(`${path}/business-day/closures`, { businessDate: day(0) });
  expect(closed.status).toBe(200);
  for (const id of known)
    await desk.post(`${path}/reservations/${id}/check-outs`, { earlyDeparture: true });
}

const behind = `
  select count(*)::integer as behind
  from reservations.outbox
  cross join (values ('project-arrivals'), ('project-in-house')) as projection (name)
  left join reservations.consumer_offsets on consumer = name and consumer_offsets.partition = outbox.partition
  where outbox.next_position > 0 and outbox.next_position is distinct from consumer_offsets.next_position
  union all
  select count(*)::integer from reservations.outbox
  left join analytics.consumer_offsets
    on consumer = 'project-night-statistics' and consumer_offsets.partition = outbox.partition
  where outbox.next_position > 0 and outbox.next_position is distinct from consumer_offsets.next_position`;

/** Every projection has seen every fact. */
export async function caughtUp(owner: pg.Client): Promise<void> {
  await vi.waitFor(async () => {
    expect((await owner.query(behind)).rows).toEqual([{ behind: 0 }, { behind: 0 }]);
  }, patience);
}
