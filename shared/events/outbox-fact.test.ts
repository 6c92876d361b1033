import { expect, test } from 'vitest';
import { eventOfRecord, recordOfEvent } from './fact-record.ts';
import { placedFact, recordOfFact } from './outbox-fact.ts';

test.each([
  ['text', '{"ü":1}'],
  ['bytes', new TextEncoder().encode('{"ü":1}')],
])('a fact becomes the same record as its event, as %s', (_, data) => {
  const traceparent = '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01';
  const fact = {
    ...{ partition: 3, tenantId: 'a tenant', id: 'an id', type: 'thing.happened.v1' },
    ...{ subject: 'thing-1', partitionKey: 'a key', correlationId: 'why', causationId: 'what' },
    ...{ traceparent, timeMs: Date.UTC(2026, 4, 10), clientAddress: undefined, data },
  };
  const record = recordOfFact('things', placedFact(fact, 42), traceparent);
  const event = eventOfRecord(record);
  expect(event).toEqual({
    ...{ specversion: '1.0', id: 'an id', source: '/things', type: 'thing.happened.v1' },
    ...{ subject: 'thing-1', time: '2026-05-10T00:00:00.000Z' },
    ...{ datacontenttype: 'application/json', data: '{"ü":1}' },
    extensions: {
      ...{ tenantid: 'a tenant', partitionkey: 'a key', sequence: '00000000000000000042' },
      ...{ correlationid: 'why', causationid: 'what', traceparent },
    },
  });
  if (event === undefined) throw new Error('it is no event');
  expect(recordOfEvent(event)).toEqual(record);
  expect(Object.keys(recordOfEvent(event).headers)).toEqual(Object.keys(record.headers));
});
