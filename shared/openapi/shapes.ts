/** Schemas as an OpenAPI document shows them: what has a name stands once and is referred to. */
import assert from 'node:assert/strict';
import * as z from 'zod';

export type Json = Readonly<Record<string, unknown>>;

/** A schema that several operations share, by the name it is known under. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: z.ZodType;
}

/** Sentences about `Name` and `Name.member`. */
export type Descriptions = ReadonlyMap<string, string>;

export interface Shapes {
  /** Of what a caller sends. */
  request(schema: z.ZodType): Json;
  /** Of what a caller gets. */
  answer(schema: z.ZodType): Json;
  /** Of what is read tolerantly: members beside its own are no fault. */
  tolerant(schema: z.ZodType): Json;
  /** Everything referred to so far, by name. */
  components(): Json;
}

type Registry = z.core.$ZodRegistry<{ id: string }>;

export function shapes(named: readonly NamedSchema[], descriptions: Descriptions): Shapes {
  const components = new Map<string, Json>();
  const names = new Set(named.map(({ name }) => name));
  const answers = registryOf(named);
  // Where sending and getting differ (a default, a transform), a request spells its form out.
  const requests = registryOf(named.filter(({ schema }) => sameBothWays(schema)));

  function shape(schema: z.ZodType, io: 'input' | 'output', metadata: Registry): Json {
    const made = z.toJSONSchema(schema, { io, metadata, override: plain });
    const { $schema: _dialect, $defs: found = {}, ...root } = referToComponents(made);
    for (const [name, definition] of Object.entries(
      z.record(z.string(), Definition).parse(found),
    )) {
      assert(names.has(name), `${name} was given by no module, so it has no name to show`);
      components.set(name, described(name, definition, descriptions));
    }
    return root;
  }

  return {
    request: (schema) => shape(schema, 'input', requests),
    answer: (schema) => shape(schema, 'output', answers),
    tolerant: (schema) => shape(schema, 'input', answers),
    components: () =>
      Object.fromEntries([...components].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

const Definition = z.record(z.string(), z.unknown());

function registryOf(named: readonly NamedSchema[]): Registry {
  const registry = z.registry<{ id: string }>();
  for (const { name, schema } of named) registry.add(schema, { id: name });
  return registry;
}

function sameBothWays(schema: z.ZodType): boolean {
  const metadata = z.registry<{ id: string }>();
  const [input, output] = (['input', 'output'] as const).map((io) =>
    JSON.stringify(z.toJSONSchema(schema, { io, metadata })),
  );
  return input === output;
}

function referToComponents(made: object): Json {
  return Definition.parse(
    JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')),
  );
}

/** Formats whose pattern says nothing that the format does not. */
const saidByFormat: ReadonlySet<unknown> = new Set(['date', 'date-time', 'uuid', 'email']);

/** For people: what a format or a type says already is left out. */
function plain({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (saidByFormat.has(jsonSchema.format)) delete jsonSchema.pattern;
  // Instants are in UTC here, which the format leaves open.
  if (jsonSchema.format === 'date-time') jsonSchema.pattern = 'Z$';
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function described(name: string, definition: Json, descriptions: Descriptions): Json {
  const description = descriptions.get(name);
  const members = Definition.safeParse(definition['properties']);
  return {
    ...(description === undefined ? {} : { description }),
    ...definition,
    ...(members.success ? { properties: describedMembers(name, members.data, descriptions) } : {}),
  };
}

function describedMembers(name: string, members: Json, descriptions: Descriptions): Json {
  return Object.fromEntries(
    Object.entries(members).map(([member, shape]) => {
      const description = descriptions.get(`${name}.${member}`);
      return [
        member,
        description === undefined ? shape : { description, ...Definition.parse(shape) },
      ];
    }),
  );
}
