import { expect, test } from 'vitest';
import { attributesOf, eventOfRecord } from './fact-record.ts';

const described = { specversion: '1.0', id: 'an id', source: '/there', type: 'thing.happened.v1' };
const names = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'zone'];

test.each([
  [
    'binary',
    {
      headers: {
        ...{ ce_specversion: '1.0', ce_id: 'an id', ce_source: '/there' },
        ...{ ce_type: 'thing.happened.v1', ce_zone: 'north' },
      },
      value: Buffer.from('{}'),
    },
  ],
  [
    'structured',
    {
      headers: { 'content-type': 'application/cloudevents+json' },
      value: Buffer.from(JSON.stringify({ ...described, zone: 'north', data: {} })),
    },
  ],
  [
    // Whose data says of itself that it is such an event again: it is looked into once.
    'structured, of a structured one',
    {
      headers: { 'content-type': 'application/cloudevents+json' },
      value: Buffer.from(
        JSON.stringify({
          ...{ ...described, zone: 'north', datacontenttype: 'application/cloudevents+json' },
          data: { ...described, id: 'another', data: {} },
        }),
      ),
    },
  ],
])('a %s record says the attributes that its event has', (_mode, { headers, value }) => {
  const record = { key: 'a key', headers, value };
  const event = eventOfRecord(record);
  const attribute = attributesOf(record);
  if (event === undefined || attribute === undefined) throw new Error('it is no event');
  const { extensions, data: _data, ...attributes } = event;
  const expected: Readonly<Record<string, string>> = { ...attributes, ...extensions };
  expect(names.map(attribute)).toEqual(names.map((name) => expected[name]));
  expect([attribute('id'), attribute('zone')]).toEqual(['an id', 'north']);
});

test.each([
  ['nothing', {}, ''],
  ['no id', { ce_specversion: '1.0', ce_source: '/', ce_type: 't' }, ''],
  ['another version', { ce_specversion: '0.3', ce_id: 'i', ce_source: '/', ce_type: 't' }, ''],
  ['no JSON', { 'content-type': 'application/cloudevents+json' }, '{'],
])('a record of %s is no event', (_what, headers, text) => {
  const record = { key: 'a key', headers, value: Buffer.from(text) };
  expect(attributesOf(record)).toBeUndefined();
  expect(eventOfRecord(record)).toBeUndefined();
});
