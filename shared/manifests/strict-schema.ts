/**
 * A cluster's own schemas made strict: what the API server would silently drop (a misspelt member)
 * is refused here. CEL expressions (`x-kubernetes-validations`) are left to the server.
 */
import { at, isJson, itemsAt, type Json, membersAt } from './object.ts';

const wholeNumberOrText = { anyOf: [{ type: 'integer' }, { type: 'string' }] };
const ownMembers = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object' },
};

/** A structural schema as JSON Schema; `additionalProperties: false` where members are listed and others are not kept. */
export function strict(schema: Json): Json {
  if (isWholeNumberOrText(schema)) return wholeNumberOrText;
  const made: Record<string, unknown> = { ...schema };
  // `allOf` and its like narrow the shape beside them, which lists every member; they stay open.
  if (isJson(schema['properties'])) made['properties'] = mapOf(schema['properties']);
  if (isJson(schema['items'])) made['items'] = strict(schema['items']);
  if (isJson(schema['additionalProperties']))
    made['additionalProperties'] = strict(schema['additionalProperties']);
  if (schema['x-kubernetes-embedded-resource'] === true) {
    made['properties'] = { ...ownMembers, ...membersAt(made, 'properties') };
  }
  if (typeof schema['pattern'] === 'string') made['pattern'] = patternOf(schema['pattern']);
  if (closes(schema)) made['additionalProperties'] = false;
  if (schema['nullable'] === true && typeof schema['type'] === 'string') {
    made['type'] = [schema['type'], 'null'];
  }
  return made;
}

/** Go lets a flag stand anywhere and hold to the end; JavaScript wants what it holds for in its group. */
function patternOf(pattern: string): string {
  return pattern.replace(/\(\?i\)([^$]*)/, '(?i:$1)');
}

function isWholeNumberOrText(schema: Json): boolean {
  return schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string';
}

function mapOf(schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, each]) => [name, isJson(each) ? strict(each) : each]),
  );
}

function closes(schema: Json): boolean {
  return (
    isJson(schema['properties']) &&
    schema['additionalProperties'] === undefined &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true
  );
}

const refToMetadata = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

/** The built-in kinds' definitions, strict; a quantity may be a number as well as a text. */
export function strictDefinitions(builtIn: Json): Json {
  const made = mapOf(membersAt(builtIn, 'definitions'));
  return { ...made, [quantity]: { anyOf: [{ type: 'number' }, { type: 'string' }] } };
}

/** The schema of a built-in kind; its definitions are given apart. */
export function builtInSchema(builtIn: Json, apiVersion: string, kind: string): Json | undefined {
  const name = at(builtIn, 'kinds', `${apiVersion} ${kind}`);
  if (typeof name !== 'string') return undefined;
  return { allOf: [ref(name), { required: ['apiVersion', 'kind', 'metadata'] }] };
}

/** The schema of a kind that a CustomResourceDefinition defines in this version, if it serves it. */
export function customSchema(crd: unknown, version: string): Json | undefined {
  const served = itemsAt(crd, 'spec', 'versions').find(
    (each) => at(each, 'name') === version && at(each, 'served') === true,
  );
  const schema = at(served, 'schema', 'openAPIV3Schema');
  if (!isJson(schema)) return undefined;
  const made = strict(schema);
  return {
    ...made,
    // Some definitions list them too, and a list may not say one name twice.
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...itemsAt(made, 'required')])],
    properties: { ...membersAt(made, 'properties'), ...ownMembers, metadata: ref(refToMetadata) },
  };
}

function ref(name: string): Json {
  return { $ref: `definitions#/definitions/${name}` };
}
