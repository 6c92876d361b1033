/** Facts of every age tell the writer, each once: those that carry scopes do, and the others need not. */
import { describe, expect, test } from 'vitest';
import type { RestrictStays } from '#schema/reservations/commands.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { attributesOf, recordOfEvent } from '#shared/events/fact-record.ts';
import type { HttpTools } from '#shared/function/tools.ts';
import { compileFilters } from '#shared/push/filter.ts';
import restrictStays from './restrict-stays.ts';

const tenantId = '018f0000-0000-7000-8000-000000000001';
const propertyId = '018f0000-0000-7000-8000-0000000000a1';
const place = { to: { topic: 'reservations.commands', partition: 0 }, currency: 'EUR' };
const scopes = [
  { ratePlan: 'BAR', roomType: '', runs: [{ fromDay: 9, toDay: 10, value: { closed: true } }] },
];

/** What the subscriber of bookings does with a fact; resolves with the outcome and the commands it gave. */
async function told(type: string, data: object) {
  const commands: RestrictStays[] = [];
  const tools = {
    cache: () => ({ get: async () => ({ version: 0, value: place }) }),
    clock: { nowMs: () => 0 },
    commands: {
      async send({ value }: { readonly value: string }) {
        commands.push(JSON.parse(value).body);
        return { sent: 'decided', decision: { outcome: 'accepted' } };
      },
    },
  } as unknown as HttpTools<'none'>;
  const event: CloudEvent = {
    ...{ specversion: '1.0', id: 'fact-1', source: '/rates', type, subject: propertyId },
    ...{ extensions: { tenantid: tenantId, partitionkey: propertyId }, data: JSON.stringify(data) },
  };
  const attribute = attributesOf(recordOfEvent(event));
  expect(attribute && compileFilters(restrictStays.filters)(attribute)).toBe(true);
  const read = restrictStays.data.parse(data);
  const { outcome } = await restrictStays.handle({ event, data: read }, tools);
  return { outcome, commands };
}

const set = { propertyId, version: 7, restrictions: [] };
const command = { type: 'restrict_stays', scopes, listVersion: 7 };

describe('R-H4 The writer is told what scopes say', () => {
  test('by the fact of what was set', async () => {
    const is = await told('restrictions.set.v1', { ...set, scopes });
    expect(is).toEqual({ outcome: 'done', commands: [command] });
  });

  test('in older logs by the facts beside it, and it says nothing', async () => {
    const beside = { propertyId, version: 7, scopes };
    const is = await told('stay_restrictions.changed.v1', beside);
    expect(is).toEqual({ outcome: 'done', commands: [command] });
    expect(await told('restrictions.set.v1', set)).toEqual({
      ...{ outcome: 'nothing_to_do', commands: [] },
    });
  });
});
