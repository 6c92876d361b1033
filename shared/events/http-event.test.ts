import { HTTP, CloudEvent as SdkEvent } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import type { CloudEvent } from './cloud-event.ts';
import {
  attributesBytesMax,
  binaryMessage,
  dataBytesMax,
  type EventHeaders,
  parseHttpEvent,
  structuredMessage,
} from './http-event.ts';

const event: CloudEvent = {
  specversion: '1.0',
  id: 'e-1',
  source: '/things',
  type: 'thing.happened.v1',
  subject: 'thing/1',
  time: '2026-01-02T03:04:05.678Z',
  datacontenttype: 'application/json',
  extensions: { tenantid: 'a-tenant', partitionkey: 'k', traceparent: '00-ab' },
  data: '{"name":"Zoë","count":2}',
};

const required = {
  'ce-specversion': '1.0',
  'ce-id': 'e-1',
  'ce-source': '/things',
  'ce-type': 'thing.happened.v1',
};

function parsed(headers: EventHeaders, body = '') {
  return parseHttpEvent(headers, Buffer.from(body));
}

function structured(members: object) {
  return parsed({ 'content-type': 'application/cloudevents+json' }, JSON.stringify(members));
}

const bare = { specversion: '1.0', id: 'e-1', source: '/things', type: 'thing.happened.v1' };

describe('the official SDK', () => {
  test.each(['binary', 'structured'] as const)('reads what we write in %s mode', (mode) => {
    const message = mode === 'binary' ? binaryMessage(event) : structuredMessage(event);
    const read = HTTP.toEvent({ headers: { ...message.headers }, body: message.body });
    expect(JSON.parse(JSON.stringify(read))).toEqual({
      specversion: '1.0',
      id: 'e-1',
      source: '/things',
      type: 'thing.happened.v1',
      subject: 'thing/1',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      tenantid: 'a-tenant',
      partitionkey: 'k',
      traceparent: '00-ab',
      data: { name: 'Zoë', count: 2 },
    });
  });

  test.each(['binary', 'structured'] as const)('is understood in %s mode', (mode) => {
    const { headers, body } = HTTP[mode](
      new SdkEvent({
        id: 'e-1',
        source: '/things',
        type: 'thing.happened.v1',
        subject: 'thing/1',
        time: '2026-01-02T03:04:05.678Z',
        datacontenttype: 'application/json',
        tenantid: 'a-tenant',
        partitionkey: 'k',
        traceparent: '00-ab',
        data: { name: 'Zoë', count: 2 },
      }),
    );
    const plain = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    expect(parsed(plain, String(body))).toEqual(event);
  });
});

describe('an event', () => {
  test.each([
    ['binary', binaryMessage],
    ['structured', structuredMessage],
  ])('comes back from %s mode as it was, whatever its attributes say', (_mode, write) => {
    const odd: CloudEvent = {
      ...event,
      subject: 'a "b" 100% c\\d – ☃ 𝄞',
      extensions: { constructor: 'x', empty: '', a1: '%41' },
    };
    const { headers, body } = write(odd);
    expect(parsed(headers, body)).toEqual(odd);
    expect(Object.values(headers).join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  test('without data comes back without', () => {
    const none: CloudEvent = { ...event, data: '' };
    for (const { headers, body } of [binaryMessage(none), structuredMessage(none)])
      expect(parsed(headers, body)).toEqual(none);
  });

  test('with data that is no JSON travels as text', () => {
    const note: CloudEvent = { ...event, datacontenttype: 'text/plain', data: '{"a":1}' };
    const { headers, body } = structuredMessage(note);
    expect(JSON.parse(body)).toMatchObject({ data: '{"a":1}' });
    expect(parsed(headers, body)).toEqual(note);
    expect(JSON.parse(structuredMessage({ ...event, data: '{broken' }).body)).toMatchObject({
      data: '{broken',
    });
  });

  test('in structured mode has attributes of every type, and data in base64', () => {
    expect(
      structured({ ...bare, flag: true, count: 7, gone: null, data_base64: 'WsOrYQ==' }),
    ).toEqual({ ...bare, extensions: { flag: 'true', count: '7' }, data: 'Zëa' });
  });

  test('reads header values that are quoted or were not encoded', () => {
    expect(
      parsed({ ...required, 'ce-a': '"say \\"so\\""', 'ce-b': '50%', 'ce-c': ['x', 'y'] }),
    ).toMatchObject({ extensions: { a: 'say "so"', b: '50%', c: 'x, y' } });
  });
});

describe('not an event', () => {
  test.each([
    ['nothing', {}, 'it needs the attribute specversion "1.0"'],
    [
      'another version',
      { ...required, 'ce-specversion': '0.3' },
      'it needs the attribute specversion "1.0"',
    ],
    ['no id', { ...required, 'ce-id': '' }, 'it needs the attribute id'],
    ['no source', { ...required, 'ce-source': undefined }, 'it needs the attribute source'],
    ['no type', { ...required, 'ce-type': '' }, 'it needs the attribute type'],
    ['a time of day', { ...required, 'ce-time': 'noon' }, 'its time is not an RFC 3339 instant'],
    [
      'a name with a dash',
      { ...required, 'ce-tenant-id': 'x' },
      '"tenant-id" is not the name of an attribute',
    ],
    [
      'a line feed',
      { ...required, 'ce-note': 'a%0Ab' },
      'the attribute note has a character that no attribute may have',
    ],
  ])('is %s', (_what, headers, detail) => {
    expect(parsed(headers)).toEqual({ fault: 'not_an_event', detail });
  });

  test.each([
    ['a list', '[]', 'the body is not a JSON object'],
    ['no JSON', '{', 'the body is not a JSON object'],
    [
      'an attribute that is an object',
      JSON.stringify({ ...bare, note: {} }),
      'the attribute "note" has no value an attribute can have',
    ],
    [
      'an attribute with a fraction',
      JSON.stringify({ ...bare, note: 1.5 }),
      'the attribute "note" has no value an attribute can have',
    ],
    [
      'base64 that is none',
      JSON.stringify({ ...bare, data_base64: '*' }),
      'its data_base64 is not base64 of UTF-8 text',
    ],
  ])('is %s in structured mode', (_what, body, detail) => {
    expect(parsed({ 'content-type': 'application/cloudevents+json' }, body)).toEqual({
      fault: 'not_an_event',
      detail,
    });
  });

  test('is data that is not text', () => {
    expect(parseHttpEvent(required, Buffer.of(0xff, 0xfe))).toEqual({
      fault: 'not_an_event',
      detail: 'its data is not UTF-8 text, which is all that is carried',
    });
  });

  test('is a batch', () => {
    expect(parsed({ 'content-type': 'application/cloudevents-batch+json' }, '[]')).toMatchObject({
      fault: 'not_an_event',
    });
  });
});

describe('the limits', () => {
  const left =
    attributesBytesMax -
    Object.entries(required).reduce(
      (sum, [name, value]) => sum + name.length - 3 + value.length,
      0,
    );

  test('let attributes of 64 KiB pass, and no byte more', () => {
    const note = 'x'.repeat(left - 'note'.length);
    expect(parsed({ ...required, 'ce-note': note })).toMatchObject({ extensions: { note } });
    expect(parsed({ ...required, 'ce-note': `${note}x` })).toMatchObject({ fault: 'too_large' });
  });

  test('count the content type as well', () => {
    const type = `text/${'x'.repeat(attributesBytesMax)}`;
    expect(parsed({ ...required, 'content-type': type })).toMatchObject({ fault: 'too_large' });
  });

  test('let data of 1 MiB pass, and no byte more', () => {
    const data = 'x'.repeat(dataBytesMax);
    expect(parsed(required, data)).toMatchObject({ data });
    expect(parsed(required, `${data}x`)).toMatchObject({ fault: 'too_large' });
  });

  test('let 100 attributes pass, and not one more', () => {
    const extra = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`ce-a${at}`, 'x']));
    expect(parsed({ ...required, ...extra(96) })).not.toMatchObject({ fault: expect.anything() });
    expect(parsed({ ...required, ...extra(97) })).toMatchObject({ fault: 'too_large' });
  });
});
