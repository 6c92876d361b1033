/** Validates objects against the schemas of a folder: one file per kind by group, and the built-in kinds. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { at, type Found, groupOf, isJson, type Json } from './object.ts';
import { builtInSchema, customSchema, strictDefinitions } from './strict-schema.ts';
import { documentsIn } from './yaml.ts';

/** More than these say the same again. */
const faultsMax = 10;

/** Go's durations, e.g. `1h30m`: what the API server means by the format. */
const goDuration = /^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const formats: Readonly<Record<string, RegExp>> = {
  byte: /^[A-Za-z0-9+/]*={0,2}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  duration: goDuration,
};

export interface Schemas {
  /** What is wrong with the object; empty when nothing is. */
  faultsOf(object: Found): readonly string[];
}

export function schemasIn(folder: string): Schemas {
  const builtIn = builtInOf(join(folder, 'kubernetes-builtin.json'));
  // Words like x-kubernetes-list-type are the server's, and no fault of a schema.
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const [name, pattern] of Object.entries(formats)) ajv.addFormat(name, pattern);
  ajv.addFormat('int32', { type: 'number', validate: (value: number) => fits(value, 2 ** 31) });
  ajv.addFormat('int64', { type: 'number', validate: (value: number) => fits(value, 2 ** 63) });
  for (const name of ['double', 'ipv4', 'ipv6']) ajv.addFormat(name, true);
  ajv.addSchema({ $id: 'definitions', definitions: strictDefinitions(builtIn) });
  const known = new Map<string, ValidateFunction | undefined>();

  function validatorOf({ apiVersion, kind }: Found): ValidateFunction | undefined {
    const key = `${apiVersion} ${kind}`;
    if (!known.has(key)) {
      const schema =
        builtInSchema(builtIn, apiVersion, kind) ??
        customSchema(definitionOf(folder, { apiVersion, kind }), apiVersion.split('/')[1] ?? '');
      known.set(key, schema === undefined ? undefined : ajv.compile(schema));
    }
    return known.get(key);
  }

  return {
    faultsOf(object) {
      const validate = validatorOf(object);
      if (validate === undefined)
        return [`there is no schema of ${object.apiVersion} ${object.kind}`];
      if (validate(object.whole)) return [];
      return (validate.errors ?? []).slice(0, faultsMax).map(said);
    },
  };
}

function builtInOf(file: string): Json {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJson(read)) throw new Error(`${file} holds no definitions`);
  return read;
}

function fits(value: number, bound: number): boolean {
  return Number.isInteger(value) && value >= -bound && value < bound;
}

function definitionOf(folder: string, object: Pick<Found, 'apiVersion' | 'kind'>): unknown {
  const file = join(folder, groupOf(object), `${object.kind.toLowerCase()}.yaml`);
  if (!existsSync(file)) return undefined;
  return documentsIn(readFileSync(file, 'utf8')).find(
    (each) =>
      at(each, 'kind') === 'CustomResourceDefinition' &&
      at(each, 'spec', 'names', 'kind') === object.kind,
  );
}

function said({ instancePath, message = '', params }: ErrorObject): string {
  const unknown: unknown = at(params, 'additionalProperty');
  const where = instancePath === '' ? '/' : instancePath;
  return typeof unknown === 'string' ? `${where}: no member ${unknown}` : `${where}: ${message}`;
}
