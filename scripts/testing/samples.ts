/** Inputs that a schema takes, and inputs that break one rule of it each, both made from its JSON Schema. */
import fc from 'fast-check';
import * as z from 'zod';

/** What of JSON Schema the contracts use. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly format?: string;
  readonly pattern?: string;
  readonly allOf?: readonly Shape[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

export interface Mutant {
  readonly what: string;
  readonly value: unknown;
  /** Where it is wrong, as a JSON Pointer. */
  readonly pointer: string;
}

export const unknownId = '0190a5f0-0000-7000-8000-00000000dead';
const dayMs = 86_400_000;
const firstDayMs = Date.UTC(2026, 5, 1);

function shapeOf(schema: z.ZodType, io: 'input' | 'output'): Shape {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Shape;
}

/** Dates of one object are alike or follow each other: one of both is what rules about two dates ask for. */
interface Style {
  readonly datesFollow: boolean;
  readonly optional: boolean;
  /** In lists that may be empty. */
  readonly items: number;
}

/** Fills in all it may; where rules between fields refuse that, less. */
export function sampleOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): unknown {
  const shape = shapeOf(schema, io);
  for (const items of [1, 0]) {
    for (const optional of [true, false]) {
      for (const datesFollow of [false, true]) {
        const value = fill(shape, { datesFollow, optional, items }, 0);
        if (schema.safeParse(value).success) return value;
      }
    }
  }
  throw new Error(`no sample found for ${JSON.stringify(shape).slice(0, 500)}`);
}

function fill(shape: Shape, style: Style, at: number): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  const [either] = alternatives(shape);
  if (either !== undefined) return fill(either, style, at);
  switch (typesOf(shape)[0]) {
    case 'object': {
      const names = Object.entries(shape.properties ?? {}).filter(
        ([name]) => style.optional || shape.required?.includes(name),
      );
      return Object.fromEntries(names.map(([name, of], nth) => [name, fill(of, style, nth)]));
    }
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, style.items) }, () =>
        fill(shape.items ?? {}, style, at),
      );
    case 'integer':
    case 'number':
      return Math.max(shape.minimum ?? 0, 0);
    case 'boolean':
      return true;
    default:
      return textOf(shape, style.datesFollow ? at : 0);
  }
}

function textOf(shape: Shape, day: number): string {
  switch (shape.format) {
    case 'uuid':
      return unknownId;
    case 'date':
      return new Date(firstDayMs + day * dayMs).toISOString().slice(0, 10);
    case 'date-time':
      return new Date(firstDayMs).toISOString();
    case 'email':
      return 'someone@example.com';
  }
  // What no pattern says, a schema says itself.
  const [example] = shape.examples ?? [];
  if (example !== undefined) return example;
  if (shape.pattern !== undefined) {
    const [text] = fc.sample(fc.stringMatching(new RegExp(shape.pattern)), { seed: 1, numRuns: 1 });
    return text ?? '';
  }
  // Also a time zone, where one is wanted.
  return 'UTC'.padEnd(shape.minLength ?? 0, 'x');
}

function alternatives(shape: Shape): readonly Shape[] {
  return shape.anyOf ?? shape.oneOf ?? [];
}

function typesOf(shape: Shape): readonly string[] {
  if (shape.const !== undefined) return [typeof shape.const];
  const either = alternatives(shape);
  if (either.length > 0) return either.flatMap(typesOf);
  return typeof shape.type === 'string' ? [shape.type] : (shape.type ?? []);
}

/** Refused for the whole text of the body, before its fields are looked at. */
const nul = 'has a character no text may have';

const ofType: Readonly<Record<string, unknown>> = {
  string: 'x',
  integer: 7,
  boolean: true,
  null: null,
  array: [],
  object: {},
};

/** One rule broken each, everywhere in the value, as deep as it goes. */
export function mutantsOf(schema: z.ZodType): Mutant[] {
  const sample = sampleOf(schema);
  return mutate(shapeOf(schema, 'input'), sample, '');
}

function mutate(shape: Shape, value: unknown, pointer: string): Mutant[] {
  const here = (what: string, wrong: unknown): Mutant => ({ what, value: wrong, pointer });
  const found = [...wrongTypes(shape, here), ...beyondLimits(shape, value, here)];
  const [variant = shape] = alternatives(shape);
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) {
      const inner = mutate(variant.items ?? {}, item, `${pointer}/${at}`);
      found.push(...inner.map((each) => ({ ...each, value: value.with(at, each.value) })));
    }
  } else if (typeof value === 'object' && value !== null) {
    found.push(...ofMembers(variant, value, pointer));
  }
  return found;
}

function ofMembers(shape: Shape, value: object, pointer: string): Mutant[] {
  const found: Mutant[] = [];
  for (const name of ['unknownMember', '__proto__', 'constructor', 'a/b~c']) {
    const changed = JSON.parse(JSON.stringify(value));
    Object.defineProperty(changed, name, { value: 1, enumerable: true });
    const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1');
    found.push({ what: 'is unknown', value: changed, pointer: `${pointer}/${escaped}` });
  }
  for (const [name, inner] of Object.entries(value)) {
    const of = shape.properties?.[name] ?? {};
    if (shape.required?.includes(name)) {
      const { [name]: _left, ...rest } = value as Record<string, unknown>;
      found.push({ what: 'is missing', value: rest, pointer: `${pointer}/${name}` });
    }
    for (const each of mutate(of, inner, `${pointer}/${name}`))
      found.push({ ...each, value: { ...value, [name]: each.value } });
  }
  return found;
}

type Here = (what: string, wrong: unknown) => Mutant;

function wrongTypes(shape: Shape, here: Here): Mutant[] {
  const allowed = new Set(typesOf(shape));
  if (allowed.size === 0) return [];
  if (allowed.has('number')) allowed.add('integer');
  return Object.entries(ofType)
    .filter(([type]) => !allowed.has(type))
    .map(([type, wrong]) => here(`is of type ${type}`, wrong));
}

function beyondLimits(shape: Shape, value: unknown, here: Here): Mutant[] {
  const { maxLength, minLength = 0, maximum, minimum, maxItems, minItems = 0 } = shape;
  const found: Mutant[] = [];
  if (maxLength !== undefined) found.push(here('is too long', 'x'.repeat(maxLength + 1)));
  if (minLength > 0) found.push(here('is too short', 'x'.repeat(minLength - 1)));
  if (maximum !== undefined) found.push(here('is too large', maximum + 1));
  if (minimum !== undefined) found.push(here('is too small', minimum - 1));
  if (typesOf(shape).includes('integer')) found.push(here('is a fraction', 0.5));
  if (minItems > 0) found.push(here('has too few', []));
  if (maxItems !== undefined && Array.isArray(value)) {
    const item = fill(shape.items ?? {}, { datesFollow: false, optional: true, items: 0 }, 0);
    found.push(
      here(
        'has too many',
        Array.from({ length: maxItems + 1 }, () => item),
      ),
    );
  }
  if (shape.enum !== undefined) found.push(here('is not one of these', 'no such value'));
  if (shape.format !== undefined) found.push(here('is not of its format', 'not of the format'));
  if (shape.pattern !== undefined) found.push(here('is not of its form', '\n'));
  if (typesOf(shape).includes('string') && shape.enum === undefined && shape.const === undefined)
    found.push({ ...here(nul, 'a\u0000b'.padEnd(minLength, 'x')), pointer: '' });
  return found;
}

/** Of one parameter of a query each, as text; a repeated one too. */
export function queryMutantsOf(schema: z.ZodType): (Mutant & { readonly value: string })[] {
  const { properties = {} } = shapeOf(schema, 'output');
  const sample = sampleOf(schema, 'output') as Record<string, unknown>;
  const written = (entries: readonly (readonly [string, unknown])[]): string =>
    new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  const found = [
    {
      what: 'is unknown',
      value: written([...Object.entries(sample), ['unknown', 'x']]),
      pointer: '/query/unknown',
    },
  ];
  for (const [name, shape] of Object.entries(properties)) {
    const others = Object.entries(sample).filter(([other]) => other !== name);
    const wrong = (what: string, ...values: unknown[]): void => {
      const value = written([...others, ...values.map((each) => [name, each] as const)]);
      found.push({ what: `${name} ${what}`, value, pointer: `/query/${name}` });
    };
    wrong('stands twice', sample[name], sample[name]);
    for (const { what, value } of beyondLimits(shape, sample[name], (what, value) => ({
      ...{ what, value, pointer: '' },
    })))
      if (typeof value !== 'object') wrong(what, value);
    if (shape.required?.includes(name)) wrong('is missing');
    if (typesOf(shape).includes('integer')) wrong('is no number', 'many');
  }
  return found;
}
