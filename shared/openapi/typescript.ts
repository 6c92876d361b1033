/** JSON Schemas as TypeScript types, as a caller's program reads them: no brands, no library. */
import * as z from 'zod';
import type { Json } from './shapes.ts';

const Members = z.record(z.string(), z.record(z.string(), z.unknown()));
const Names = z.array(z.string());
const Schema = z.record(z.string(), z.unknown());

export function typeOf(schema: Json): string {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return reference.split('/').at(-1) ?? 'unknown';
  if ('const' in schema) return literal(schema['const']);
  const values = z.array(z.unknown()).safeParse(schema['enum']).data;
  if (values !== undefined) return values.map(literal).join(' | ');
  const choices = z.array(Schema).safeParse(schema['anyOf'] ?? schema['oneOf']).data;
  if (choices !== undefined) return union(choices.map(typeOf));
  const { type } = schema;
  if (Array.isArray(type)) return union(type.map((each) => typeOf({ ...schema, type: each })));
  return plainType(schema);
}

function plainType(schema: Json): string {
  switch (schema['type']) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema['type'];
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const items = Schema.safeParse(schema['items']).data;
      const element = items === undefined ? 'unknown' : typeOf(items);
      return `readonly ${/^\w+$/.test(element) ? element : `(${element})`}[]`;
    }
    case 'object':
      return objectType(schema);
  }
  return 'unknown';
}

function objectType(schema: Json): string {
  const members = Object.entries(Members.safeParse(schema['properties']).data ?? {});
  const others = schema['additionalProperties'];
  const values = Schema.safeParse(others).data;
  if (members.length === 0)
    return others === false
      ? 'Readonly<Record<string, never>>'
      : `Readonly<Record<string, ${values === undefined ? 'unknown' : typeOf(values)}>>`;
  const required = new Set(Names.safeParse(schema['required']).data);
  const lines = members.map(([name, member]) => {
    const optional = required.has(name) ? '' : '?';
    return `${commentOf(member)}readonly ${key(name)}${optional}: ${typeOf(member)};`;
  });
  return `{\n${lines.join('\n')}\n}`;
}

/** What a schema is described by, above its type. */
export function commentOf(schema: Json): string {
  const text = schema['description'];
  return typeof text === 'string' ? `/** ${text.replaceAll('*/', '*\\/')} */\n` : '';
}

export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

function literal(value: unknown): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(value);
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

/** Two spaces for each bracket that is open, so that people can read what was generated. */
export function indented(text: string): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => {
    if (/^[}\])]/.test(line)) depth -= 1;
    const shown = line === '' ? '' : `${'  '.repeat(depth)}${line}`;
    if (/[{[(]$/.test(line)) depth += 1;
    return shown;
  });
  return lines.join('\n');
}
