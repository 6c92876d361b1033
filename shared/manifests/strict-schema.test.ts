import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { builtInSchema, customSchema, strict, strictDefinitions } from './strict-schema.ts';

const text = { type: 'string' };
const metadata = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const builtIn = {
  kinds: { 'v1 Box': 'Box' },
  definitions: {
    [metadata]: { type: 'object', properties: { name: text } },
    'io.k8s.apimachinery.pkg.api.resource.Quantity': text,
    Box: {
      type: 'object',
      properties: {
        ...{ apiVersion: text, kind: text },
        metadata: { $ref: `#/definitions/${metadata}` },
        size: { $ref: '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity' },
        port: { type: 'string', format: 'int-or-string' },
      },
    },
  },
};

const ajv = new Ajv({ strict: false });
ajv.addSchema({ $id: 'definitions', definitions: strictDefinitions(builtIn) });

function takes(schema: object | undefined, value: unknown): boolean {
  if (schema === undefined) throw new Error('There is no schema');
  return ajv.compile(schema)(value);
}

describe('A strict schema', () => {
  const inner = { type: 'object', properties: { a: text } };

  test.each([
    ['a member it lists', inner, { a: 'x' }],
    ['any member of a map', { type: 'object', additionalProperties: inner }, { x: { a: 'x' } }],
    ['what is kept unknown', { ...inner, 'x-kubernetes-preserve-unknown-fields': true }, { b: 1 }],
    ['a number or a text', { 'x-kubernetes-int-or-string': true }, 80],
    ["a text by a pattern of Go's", { ...text, pattern: '^(?i)(warn)?$' }, 'Warn'],
    ['null where that is said', { ...text, nullable: true }, null],
    [
      'the head of an object in an object',
      { ...inner, 'x-kubernetes-embedded-resource': true },
      { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, a: 'x' },
    ],
    [
      'a member that an alternative asks for',
      { ...inner, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 'x' },
    ],
  ])('takes %s', (_name, schema, value) => {
    expect(takes(strict(schema), value)).toBe(true);
  });

  test.each([
    ['a member it does not list', inner, { b: 'x' }],
    ['one deep in a list', { type: 'array', items: inner }, [{ a: 'x' }, { b: 'x' }]],
    ['one in a map', { type: 'object', additionalProperties: inner }, { x: { b: 'x' } }],
    [
      'one below what is kept unknown',
      {
        type: 'object',
        properties: { known: inner },
        'x-kubernetes-preserve-unknown-fields': true,
      },
      { known: { b: 1 } },
    ],
    ['neither a number nor a text', { 'x-kubernetes-int-or-string': true }, true],
    ['null elsewhere', text, null],
    ["a text beside a pattern of Go's", { ...text, pattern: '^(?i)(warn)?$' }, 'warned'],
  ])('refuses %s', (_name, schema, value) => {
    expect(takes(strict(schema), value)).toBe(false);
  });
});

describe('The schema of a kind', () => {
  const crd = {
    spec: {
      versions: [
        {
          name: 'v1',
          served: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              required: ['metadata', 'spec'],
              properties: {
                spec: { type: 'object', properties: { a: text } },
                metadata: { type: 'object' },
              },
            },
          },
        },
        { name: 'v1beta1', served: false, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  };
  const head = { apiVersion: 'x/v1', kind: 'Box', metadata: { name: 'a' } };

  test.each([
    ['whole', { ...head, spec: { a: 'x' } }, true],
    ['with a misspelt member', { ...head, spec: { aa: 'x' } }, false],
    ['with a misspelt member at its root', { ...head, spec: {}, spek: {} }, false],
    ['with misspelt metadata', { ...head, metadata: { nam: 'a' }, spec: {} }, false],
    ['without what is required', head, false],
  ])('of a definition judges an object %s', (_name, value, wanted) => {
    expect(takes(customSchema(crd, 'v1'), value)).toBe(wanted);
  });

  test('is there in a version that is served', () => {
    expect(customSchema(crd, 'v1beta1')).toBeUndefined();
    expect(customSchema(crd, 'v2')).toBeUndefined();
  });

  test.each([
    ['whole', { ...head, size: 1, port: 80 }, true],
    ['with texts', { ...head, size: '1Gi', port: 'http' }, true],
    ['with a misspelt member', { ...head, sizes: 1 }, false],
    ['with misspelt metadata', { ...head, metadata: { label: {} } }, false],
    ['without metadata', { apiVersion: 'v1', kind: 'Box' }, false],
  ])('that is built in judges an object %s', (_name, value, wanted) => {
    expect(takes(builtInSchema(builtIn, 'v1', 'Box'), value)).toBe(wanted);
  });

  test('that is not built in is not known', () => {
    expect(builtInSchema(builtIn, 'v1', 'Bag')).toBeUndefined();
  });
});
