/** A trigger's filters, compiled once: one dialect per object, all objects must match. */
import assert from 'node:assert/strict';
import type { AttributeOf } from '#shared/events/fact-record.ts';
import type { Filter } from '#shared/function/declare.ts';

/** Whether an event is wanted, by its attributes. */
export type Matches = (attribute: AttributeOf) => boolean;

/** As the Trigger's schema has it; an event may carry others, a filter cannot ask for them. */
const attributeName = /^[a-z][a-z0-9]*$/;

export function compileFilters(filters: readonly Filter[]): Matches {
  return every(filters.map(compile));
}

function compile(filter: Filter): Matches {
  assert(Object.keys(filter).length === 1, 'a filter has one dialect');
  if ('exact' in filter) return attributes(filter.exact, (value, wanted) => value === wanted);
  if ('prefix' in filter)
    return attributes(filter.prefix, (value, wanted) => value.startsWith(wanted));
  if ('suffix' in filter)
    return attributes(filter.suffix, (value, wanted) => value.endsWith(wanted));
  if ('not' in filter) {
    const matches = compile(filter.not);
    return (attribute) => !matches(attribute);
  }
  const nested = ('all' in filter ? filter.all : filter.any).map(compile);
  assert(nested.length > 0, 'a filter of no filters says nothing');
  return 'all' in filter
    ? every(nested)
    : (attribute) => nested.some((matches) => matches(attribute));
}

function every(filters: readonly Matches[]): Matches {
  return (attribute) => filters.every((matches) => matches(attribute));
}

function attributes(
  wanted: Readonly<Record<string, string>>,
  fits: (value: string, wanted: string) => boolean,
): Matches {
  const entries = Object.entries(wanted);
  assert(entries.length > 0, 'a filter names at least one attribute');
  for (const [name, value] of entries) {
    assert(attributeName.test(name), `${name} is not an attribute a filter can name`);
    assert(value !== '', `a filter of ${name} has a value`);
  }
  return (attribute) =>
    entries.every(([name, expected]) => {
      const value = attribute(name);
      return value !== undefined && fits(value, expected);
    });
}
