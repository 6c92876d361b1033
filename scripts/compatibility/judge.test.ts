import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { breakingChanges, isRaised } from './judge.ts';
import type { Json } from './schema.ts';

const text = { type: 'string' };
const id = { name: 'lampId', in: 'path', required: true, schema: text };
const answer = (schema: Json) => ({ content: { 'application/json': { schema } } });
const lamp = { type: 'object', properties: { watts: { type: 'integer' } }, required: ['watts'] };
const fact = (properties: Json, required: string[]) => ({
  headers: { type: 'object' },
  payload: { type: 'object', properties, required },
});

const openapi = {
  paths: {
    '/lamps/{lampId}': {
      post: {
        'x-permission': 'lamps:light',
        parameters: [id, { name: 'dim', in: 'query', schema: text }],
        requestBody: answer(lamp),
        responses: { 200: answer(lamp), 202: answer(lamp), 409: {} },
      },
      get: { 'x-permission': 'lamps:read', parameters: [id], responses: { 200: answer(lamp) } },
    },
  },
};
const events = {
  channels: {
    'lamps.events': {
      messages: { 'lamp.lit.v1': { $ref: '#/messages/lit' } },
      bindings: { kafka: { partitions: 8 } },
    },
    'lamps.commands': { messages: { light: { $ref: '#/messages/light' } } },
  },
  messages: {
    lit: fact({ watts: { type: 'integer' } }, ['watts']),
    light: fact({ watts: { type: 'integer' } }, ['watts']),
  },
};
const released = { version: '0.1.0', openapi, events };

/** A copy with other values at these places; `undefined` takes one away. */
function planted<T extends object>(document: T, changes: Record<string, unknown>): T {
  // Not `structuredClone`, in which what is shared stays shared.
  const copy: T = JSON.parse(JSON.stringify(document));
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(' ');
    const last = steps.pop() ?? '';
    let at: Record<string, unknown> = copy as Record<string, unknown>;
    for (const step of steps) at = at[step] as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return copy;
}

function found(changes: { openapi?: object; events?: object }, version = '0.1.0'): string[] {
  const now = {
    version,
    openapi: planted(openapi, { ...changes.openapi }),
    events: planted(events, { ...changes.events }),
  };
  return breakingChanges(released, now).map(({ rule, at }) => `${rule}: ${at}`);
}

const post = 'paths /lamps/{lampId} post';
const place = 'POST /lamps/{}';

describe('A change of the API', () => {
  test.each([
    ['operation-removed', { 'paths /lamps/{lampId}': {} }, [place, 'GET /lamps/{}']],
    ['operation-removed', { [post]: undefined }, [place]],
    ['permission-changed', { [`${post} x-permission`]: 'lamps:own' }, [place]],
    ['parameter-removed', { [`${post} parameters`]: [id] }, [`${place} query dim`]],
    [
      'parameter-required',
      {
        [`${post} parameters`]: [id, { name: 'dim', in: 'query', required: true, schema: text }],
      },
      [`${place} query dim`],
    ],
    [
      'parameter-required',
      {
        'paths /lamps/{lampId} get parameters': [
          id,
          { name: 'Key', in: 'header', required: true, schema: text },
        ],
      },
      ['GET /lamps/{} header Key'],
    ],
    ['retyped', { [`${post} parameters 0 schema`]: { type: 'integer' } }, [`${place} path lampId`]],
    ['body-required', { 'paths /lamps/{lampId} get requestBody': answer(lamp) }, ['GET /lamps/{}']],
    [
      'member-required',
      { [`${post} requestBody content application/json schema required`]: ['watts', 'colour'] },
      [`${place} body/colour`],
    ],
    ['answer-removed', { [`${post} responses 202`]: undefined }, [`${place} 202`]],
    [
      'member-removed',
      { [`${post} responses 200 content application/json schema properties`]: {} },
      [`${place} 200/watts`],
    ],
    ['retyped', { [`${post} responses 200 content`]: { 'text/html': {} } }, [`${place} 200`]],
  ])('that breaks %s is found, unless the version is raised', (rule, change, places) => {
    expect(found({ openapi: change })).toEqual(places.map((at) => `${rule}: ${at}`));
    expect(found({ openapi: change }, '0.1.9')).not.toEqual([]);
    expect(found({ openapi: change }, '0.2.0')).toEqual([]);
  });

  test.each([
    ['a new operation', { 'paths /lamps': { get: { responses: { 200: {} } } } }],
    ['a new answer', { [`${post} responses 201`]: answer(lamp) }],
    ['a refusal less', { [`${post} responses 409`]: undefined }],
    [
      'a new optional parameter',
      { 'paths /lamps/{lampId} get parameters': [id, { name: 'at', in: 'query', schema: text }] },
    ],
    ['another name in the path', { [`${post} parameters 0 name`]: 'id' }],
    ['nobody shut out', { [`${post} x-permission`]: 'public' }],
    [
      'a new member of an answer',
      { [`${post} responses 200 content application/json schema properties colour`]: text },
    ],
    [
      'a new optional member of a request',
      { [`${post} requestBody content application/json schema properties colour`]: text },
    ],
  ])('that brings %s is fine', (_title, change) => {
    expect(found({ openapi: change })).toEqual([]);
  });
});

describe('A change of a fact', () => {
  const lit = 'lamps.events lamp.lit.v1';
  test.each([
    ['member-removed', { 'messages lit payload properties': {} }, [`${lit}/watts`]],
    ['retyped', { 'messages lit payload properties watts': text }, [`${lit}/watts`]],
    ['member-required', { 'messages lit payload required': ['watts', 'by'] }, [`${lit}/by`]],
    ['member-required', { 'messages lit headers required': ['ce_by'] }, [`${lit} headers/ce_by`]],
    [
      'partitions-changed',
      { 'channels lamps.events bindings kafka partitions': 16 },
      ['lamps.events'],
    ],
  ])('that breaks %s is found, whatever the version', (rule, change, places) => {
    const expected = places.map((at) => `${rule}: ${at}`);
    expect(found({ events: change })).toEqual(expected);
    expect(found({ events: change }, '0.2.0')).toEqual(expected);
  });

  test('comes as the next version of its type, beside the old one', () => {
    const change = {
      'channels lamps.events messages lamp.lit.v2': { $ref: '#/messages/lit2' },
      'messages lit2': fact({ lumens: { type: 'integer' } }, ['lumens']),
    };
    expect(found({ events: change })).toEqual([]);
  });

  test('may end its type with a raised version, and not without', () => {
    const change = { 'channels lamps.events messages lamp.lit.v1': undefined };
    expect(found({ events: change })).toEqual([`event-removed: ${lit}`]);
    expect(found({ events: change }, '1.0.0')).toEqual([]);
  });

  test('may add to it', () => {
    expect(found({ events: { 'messages lit payload properties colour': text } })).toEqual([]);
  });

  test('of a command goes with a raised version: commands are kept for days only', () => {
    const change = { 'messages light payload required': ['watts', 'by'] };
    expect(found({ events: change })).toEqual(['member-required: lamps.commands light/by']);
    expect(found({ events: change }, '0.2.0')).toEqual([]);
  });
});

describe('A version', () => {
  test.each([
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.1.7', false],
    ['0.1.0', '0.2.0', true],
    ['0.2.0', '0.1.0', false],
    ['0.9.0', '1.0.0', true],
    ['1.2.0', '1.3.0', false],
    ['1.2.0', '2.0.0', true],
    ['2.0.0', '1.9.0', false],
  ])('%s → %s: raised is %s', (was, is, raised) => {
    expect(isRaised(was, is)).toBe(raised);
  });

  test('must be one', () => {
    expect(() => isRaised('0.1.0', 'next')).toThrow('next is no version');
  });
});

describe('The released contracts', () => {
  test('are understood: a member that goes is found in the API and in the facts', () => {
    const read = (name: string): string =>
      readFileSync(new URL(`../../docs/released/${name}.json`, import.meta.url), 'utf8');
    const contracts = (edit: (document: string) => string) => ({
      version: '0.1.0',
      openapi: JSON.parse(edit(read('openapi'))),
      events: JSON.parse(edit(read('events'))),
    });
    const same = contracts((document) => document);
    expect(breakingChanges(same, same)).toEqual([]);
    const now = contracts((document) => document.replaceAll('"confirmationNumber"', '"number"'));
    const rules = breakingChanges(same, now).map(({ rule, at }) => `${rule}: ${at}`);
    expect(rules).toContain(
      'member-removed: GET /v1/properties/{}/reservations/{} 200/confirmationNumber',
    );
    expect(rules).toContain('member-required: reservations.events reservation.confirmed.v1/number');
  });
});
