/** Bodies with an example beside their schema, found by the schema's name. */
import type * as z from 'zod';
import type { Json, NamedSchema } from './shapes.ts';

export interface Examples {
  /** By the name of a schema. */
  readonly bySchema: ReadonlyMap<string, unknown>;
  /** By the name of the function whose answer has a schema without a name. */
  readonly byFunction: ReadonlyMap<string, unknown>;
}

/** The content of a body of this schema; `functionName` for an answer. */
export type Content = (schema: z.ZodType, shape: Json, functionName?: string) => Json;

export function contentOf(known: {
  readonly named: readonly NamedSchema[];
  readonly examples: Examples;
}): Content {
  return (schema, shape, functionName) => {
    const example = exampleOf(schema, known, functionName);
    const shown = example === undefined ? {} : { example };
    return { 'application/json': { schema: shape, ...shown } };
  };
}

export function exampleOf(
  schema: z.ZodType,
  { named, examples }: Parameters<typeof contentOf>[0],
  functionName: string | undefined,
): unknown {
  const name = named.find((each) => each.schema === schema)?.name;
  if (name !== undefined) return examples.bySchema.get(name);
  return functionName === undefined ? undefined : examples.byFunction.get(functionName);
}
