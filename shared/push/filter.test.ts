import { describe, expect, test } from 'vitest';
import { attributesOf, recordOfEvent } from '#shared/events/fact-record.ts';
import type { Filter } from '#shared/function/declare.ts';
import { compileFilters } from './filter.ts';
import { fact } from './testing/house.ts';

const attribute = attributesOf(recordOfEvent(fact('e-1', { extensions: { region: 'north' } })));
if (attribute === undefined) throw new Error('it is no event');

describe('a filter', () => {
  test.each<[string, Filter, boolean]>([
    ['exact', { exact: { type: 'thing.happened.v1' } }, true],
    ['exact', { exact: { type: 'thing.happened' } }, false],
    ['exact of two', { exact: { type: 'thing.happened.v1', region: 'north' } }, true],
    ['exact of two', { exact: { type: 'thing.happened.v1', region: 'south' } }, false],
    ['exact of an absent attribute', { exact: { zone: 'north' } }, false],
    ['exact of what objects have', { exact: { constructor: 'x' } }, false],
    ['prefix', { prefix: { type: 'thing.' } }, true],
    ['prefix', { prefix: { type: 'hing.' } }, false],
    ['prefix of an absent attribute', { prefix: { zone: 'n' } }, false],
    ['suffix', { suffix: { type: '.v1' } }, true],
    ['suffix', { suffix: { type: '.v2' } }, false],
    ['suffix of an absent attribute', { suffix: { zone: 'h' } }, false],
    ['not', { not: { exact: { region: 'south' } } }, true],
    ['not', { not: { exact: { region: 'north' } } }, false],
    ['not of an absent attribute', { not: { exact: { zone: 'north' } } }, true],
    ['all', { all: [{ exact: { region: 'north' } }, { prefix: { source: '/' } }] }, true],
    ['all', { all: [{ exact: { region: 'north' } }, { prefix: { source: 'x' } }] }, false],
    ['any', { any: [{ exact: { region: 'south' } }, { exact: { subject: 'thing-1' } }] }, true],
    ['any', { any: [{ exact: { region: 'south' } }, { exact: { subject: 'thing-2' } }] }, false],
    ['nested', { not: { any: [{ all: [{ suffix: { id: '1' } }] }] } }, false],
  ])('%s %j is %s', (_dialect, filter, matches) => {
    expect(compileFilters([filter])(attribute)).toBe(matches);
  });

  test('matches only with all others', () => {
    const north: Filter = { exact: { region: 'north' } };
    expect(compileFilters([])(attribute)).toBe(true);
    expect(compileFilters([north, { suffix: { type: '.v1' } }])(attribute)).toBe(true);
    expect(compileFilters([north, { suffix: { type: '.v2' } }])(attribute)).toBe(false);
  });

  test.each<[string, Filter]>([
    ['two dialects', { exact: { type: 'a' }, prefix: { type: 'b' } } as unknown as Filter],
    ['no attribute', { exact: {} }],
    ['no filters', { any: [] }],
    ['an empty value', { prefix: { type: '' } }],
    ['a name that no attribute has', { exact: { 'tenant-id': 'x' } }],
    ['a name that begins with a digit', { exact: { '1a': 'x' } }],
  ])('with %s is a slip', (_what, filter) => {
    expect(() => compileFilters([filter])).toThrow();
  });
});
