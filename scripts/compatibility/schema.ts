/**
 * What changes between two JSON Schemas, as a reader or a sender of the older one feels it. A request
 * must go on being taken, an answer must go on being understood, and of a fact both hold: consumers
 * of today read it, and a rebuild reads the old ones with tomorrow's schema.
 */
import * as z from 'zod';

export const Json = z.record(z.string(), z.unknown());
export type Json = z.infer<typeof Json>;

export type Use = 'request' | 'answer' | 'event';

export interface Finding {
  readonly rule: Rule;
  /** Where, from the operation or the message on. */
  readonly at: string;
  readonly change: string;
}

export type Rule =
  | 'answer-removed'
  | 'body-required'
  | 'choice-added'
  | 'choice-removed'
  | 'enum-narrowed'
  | 'event-removed'
  | 'limit-narrowed'
  | 'member-optional'
  | 'member-removed'
  | 'member-required'
  | 'members-closed'
  | 'operation-removed'
  | 'parameter-removed'
  | 'parameter-required'
  | 'partitions-changed'
  | 'permission-changed'
  | 'retyped';

/** Both sides of a comparison: the schema, and the document its references point into. */
export interface Side {
  readonly schema: Json;
  readonly document: Json;
}

/** Schemas of ours are ten deep; a circle would never end. */
const depthMax = 60;

export function compareSchemas(old: Side, now: Side, use: Use, at: string, depth = 0): Finding[] {
  if (depth > depthMax) throw new Error(`${at}: schemas in schemas without an end`);
  const before = resolved(old);
  const after = resolved(now);
  if (choicesOf(before.schema) !== undefined || choicesOf(after.schema) !== undefined) {
    return compareChoices(before, after, use, at, depth);
  }
  return [
    ...compareTypes(before.schema, after.schema, use, at),
    ...compareValues(before.schema, after.schema, use, at),
    ...compareLimits(before.schema, after.schema, use, at),
    ...compareMembers(before, after, use, at, depth),
    ...(['items', 'additionalProperties', 'propertyNames'] as const).flatMap((keyword) => {
      const one = Json.safeParse(before.schema[keyword]).data;
      const other = Json.safeParse(after.schema[keyword]).data;
      if (one === undefined || other === undefined) return [];
      const [from, to] = [
        { ...before, schema: one },
        { ...after, schema: other },
      ];
      return compareSchemas(from, to, use, `${at}/${keyword === 'items' ? '[]' : '*'}`, depth + 1);
    }),
  ];
}

function taken(use: Use): boolean {
  return use !== 'answer';
}

function understood(use: Use): boolean {
  return use !== 'request';
}

export function resolved({ schema, document }: Side): Side {
  let found = schema;
  for (let hops = 0; typeof found['$ref'] === 'string'; hops += 1) {
    if (hops > depthMax) throw new Error(`${found['$ref']} refers in a circle`);
    found = pointed(document, found['$ref']);
  }
  return { schema: merged(found, document), document };
}

/** `allOf` as one schema: the members and demands of all of them. */
function merged(schema: Json, document: Json): Json {
  const parts = z.array(Json).safeParse(schema['allOf']).data;
  if (parts === undefined) return schema;
  const { allOf: _parts, ...own } = schema;
  const all = [...parts.map((part) => resolved({ schema: part, document }).schema), own];
  const members = all.map(membersOf);
  return {
    ...Object.assign({}, ...all),
    properties: Object.fromEntries(members.flatMap(({ shapes }) => [...shapes])),
    required: [...new Set(members.flatMap(({ required }) => [...required]))],
  };
}

export function pointed(document: Json, reference: string): Json {
  let found: unknown = document;
  for (const step of reference.slice('#/'.length).split('/')) {
    found = Json.parse(found)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return Json.parse(found);
}

function choicesOf(schema: Json): Json[] | undefined {
  return z.array(Json).safeParse(schema['anyOf'] ?? schema['oneOf']).data;
}

/** Every choice of the one side needs one of the other that it goes with. */
function compareChoices(old: Side, now: Side, use: Use, at: string, depth: number): Finding[] {
  const before = (choicesOf(old.schema) ?? [old.schema]).map((schema) => ({ ...old, schema }));
  const after = (choicesOf(now.schema) ?? [now.schema]).map((schema) => ({ ...now, schema }));
  const removed = taken(use)
    ? before.flatMap((one) =>
        fewest(after.map((other) => compareSchemas(one, other, use, at, depth + 1))),
      )
    : [];
  const added = understood(use)
    ? after.flatMap((other) =>
        fewest(before.map((one) => compareSchemas(one, other, use, at, depth + 1))),
      )
    : [];
  return distinct([
    ...removed.map((finding) => otherKind(finding, 'choice-removed')),
    ...added.map((finding) => otherKind(finding, 'choice-added')),
  ]);
}

/** Of two choices of different types it is the choice that came or went. */
function otherKind(finding: Finding, rule: Rule): Finding {
  return finding.rule === 'retyped' ? { ...finding, rule } : finding;
}

function fewest(candidates: readonly Finding[][]): Finding[] {
  return candidates.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function typesOf(schema: Json): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  const listed = z.array(z.string()).safeParse(type).data;
  if (listed !== undefined) return listed;
  const values = valuesOf(schema);
  return values === undefined ? [] : [...new Set(values.map(typeOf))];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Whether everything of the first types is of the second; no types are all types. */
function within(some: readonly string[], all: readonly string[]): boolean {
  if (all.length === 0) return true;
  if (some.length === 0) return false;
  return some.every((type) => all.includes(type) || (type === 'integer' && all.includes('number')));
}

function compareTypes(before: Json, after: Json, use: Use, at: string): Finding[] {
  const [from, to] = [typesOf(before), typesOf(after)];
  const types = (taken(use) && !within(from, to)) || (understood(use) && !within(to, from));
  const [was, is] = [before['format'], after['format']];
  const format =
    was !== is && ((taken(use) && is !== undefined) || (understood(use) && was !== undefined));
  if (!types && !format) return [];
  const named = (list: readonly string[], kind: unknown) =>
    [list.join(' or ') || 'anything', ...(kind === undefined ? [] : [String(kind)])].join(' ');
  return [{ rule: 'retyped', at, change: `${named(from, was)} → ${named(to, is)}` }];
}

function valuesOf(schema: Json): unknown[] | undefined {
  if ('const' in schema) return [schema['const']];
  return z.array(z.unknown()).safeParse(schema['enum']).data;
}

/** New values are for readers to pass over; values that go are missed by whoever sent or kept them. */
function compareValues(before: Json, after: Json, use: Use, at: string): Finding[] {
  const [from, to] = [valuesOf(before), valuesOf(after)];
  if (!taken(use) || to === undefined) return [];
  if (from === undefined)
    return [{ rule: 'enum-narrowed', at, change: `any value → ${JSON.stringify(to)}` }];
  const gone = from.filter((value) => !to.includes(value));
  return gone.map((value) => ({
    rule: 'enum-narrowed',
    at,
    change: `${JSON.stringify(value)} is gone`,
  }));
}

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function compareLimits(before: Json, after: Json, use: Use, at: string): Finding[] {
  if (!taken(use)) return [];
  const narrowed = (keyword: string, worse: (was: number, is: number) => boolean): boolean => {
    const [was, is] = [before[keyword], after[keyword]];
    if (typeof is !== 'number') return false;
    return typeof was !== 'number' || worse(was, is);
  };
  const keywords = [
    ...lower.filter((keyword) => narrowed(keyword, (was, is) => is > was)),
    ...upper.filter((keyword) => narrowed(keyword, (was, is) => is < was)),
    // Whether one pattern takes less than another cannot be told, so a change is taken for it.
    ...['pattern', 'multipleOf', 'uniqueItems'].filter(
      (keyword) => after[keyword] !== undefined && after[keyword] !== before[keyword],
    ),
  ];
  return keywords.map((keyword) => ({
    rule: 'limit-narrowed',
    at,
    change: `${keyword} ${String(before[keyword] ?? 'none')} → ${String(after[keyword])}`,
  }));
}

interface Members {
  readonly shapes: ReadonlyMap<string, Json>;
  readonly required: ReadonlySet<string>;
  readonly closed: boolean;
}

function membersOf(schema: Json): Members {
  const shapes = z.record(z.string(), Json).safeParse(schema['properties']).data ?? {};
  const required = z.array(z.string()).safeParse(schema['required']).data ?? [];
  return {
    shapes: new Map(Object.entries(shapes)),
    required: new Set(required),
    closed: schema['additionalProperties'] === false,
  };
}

function compareMembers(old: Side, now: Side, use: Use, at: string, depth: number): Finding[] {
  const [before, after] = [membersOf(old.schema), membersOf(now.schema)];
  const found: Finding[] = [];
  const note = (rule: Rule, name: string, change: string): void => {
    found.push({ rule, at: `${at}/${name}`, change });
  };
  for (const [name, schema] of before.shapes) {
    const shape = after.shapes.get(name);
    if (shape === undefined) {
      // Who sends it is refused only where nothing beside the known members is taken.
      if (understood(use) || after.closed) note('member-removed', name, 'is gone');
      continue;
    }
    if (understood(use) && before.required.has(name) && !after.required.has(name))
      note('member-optional', name, 'may be missing now');
    const [from, to] = [
      { ...old, schema },
      { ...now, schema: shape },
    ];
    found.push(...compareSchemas(from, to, use, `${at}/${name}`, depth + 1));
  }
  for (const name of after.required) {
    if (taken(use) && !before.required.has(name))
      note('member-required', name, 'must be given now');
  }
  if (taken(use) && after.closed && !before.closed)
    found.push({ rule: 'members-closed', at, change: 'takes no other members any more' });
  return found;
}
