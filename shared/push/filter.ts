/** A trigger's filters, compiled once: one dialect per object, all objects must match. */
import assert from 'node:assert/strict';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import type { Filter } from '#shared/function/declare.ts';

export type Matches = (event: CloudEvent) => boolean;

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
    return (event) => !matches(event);
  }
  const nested = ('all' in filter ? filter.all : filter.any).map(compile);
  assert(nested.length > 0, 'a filter of no filters says nothing');
  return 'all' in filter ? every(nested) : (event) => nested.some((matches) => matches(event));
}

function every(filters: readonly Matches[]): Matches {
  return (event) => filters.every((matches) => matches(event));
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
  return (event) =>
    entries.every(([name, expected]) => {
      const value = attributeOf(event, name);
      return value !== undefined && fits(value, expected);
    });
}

function attributeOf(event: CloudEvent, name: string): string | undefined {
  switch (name) {
    case 'specversion':
    case 'id':
    case 'source':
    case 'type':
    case 'subject':
    case 'time':
    case 'datacontenttype':
      return event[name];
  }
  return Object.hasOwn(event.extensions, name) ? event.extensions[name] : undefined;
}
