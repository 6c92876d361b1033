/**
 * The OpenAPI document as an attacker reads it: with ids that are there, and, to get further, with
 * rules that a document cannot state kept (a departure after its arrival, a rate for each night).
 */
import { day } from '../testing/desk.ts';

type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly schemas: Readonly<Record<string, ObjectSchema>>;
  };
}

export type Known = Readonly<Record<string, readonly string[]>>;

/** A stream does not end, so nothing that waits for its end can be asked for it. */
export const endless = '/v1/properties/{propertyId}/live';

/** Nothing in the document says what a CSV file is: `csv.ts` sends those. */
export const leftOut = [
  endless,
  '/v1/properties/{propertyId}/room-imports',
  '/v1/properties/{propertyId}/room-type-imports',
];

/** With ids that are there among all others. */
export function knowing(text: string, known: Known): string {
  return withParameters(text, (parameter) => {
    const values = parameter.in === 'path' ? known[parameter.name ?? ''] : undefined;
    return values === undefined
      ? parameter
      : { ...parameter, schema: { anyOf: [{ enum: values }, parameter.schema ?? {}] } };
  });
}

const first = { const: day(2) };
const last = { const: day(4) };
const rates = [2, 3].map((at) => ({ night: day(at), amountMinor: 9_900, currency: 'EUR' }));

/** Of bodies, by member: one value that fits the others. */
const fitting: Readonly<Record<string, Schema>> = {
  ...{ arrival: first, from: first, departure: last, to: last, rates: { const: rates } },
  roomType: { enum: ['DBL', 'STE', 'NONE'] },
  currency: { const: 'EUR' },
  country: { enum: ['PT', 'AT'] },
  timeZone: { enum: ['Europe/Lisbon', 'UTC', 'America/St_Johns'] },
  roomTypes: { const: [{ code: 'DBL', name: 'Double', physical: 3 }] },
  businessDate: { enum: [day(0), day(1)] },
  email: { type: 'string', pattern: '^[a-z]{3,12}@example\\.com$' },
  propertyIds: { const: 'all' },
  taken: { enum: [[], [{ room: '101', from: day(2), to: day(3) }]] },
  price: { enum: [null, { adultsMinor: [9_000, 11_000], children: [] }] },
};
const bodies = [
  ...['SubmitReservation', 'ModifyReservation', 'SetOutOfOrder', 'SetRoomCount', 'SetSellLimit'],
  ...['CreateProperty', 'CloseBusinessDay', 'CreateUser'],
  ...['CreateQuote', 'PriceLine', 'RestrictionLine', 'FitRooms', 'SearchProperties'],
];
/** Of queries and headers. */
const fittingParameters: Readonly<Record<string, Schema>> = {
  ...{ from: first, to: last },
  'If-Match': { enum: ['*', '"1"', '"2"'] },
  // One that was used for something else is refused before anything else is looked at.
  'Idempotency-Key': { type: 'string', format: 'uuid' },
};

/** And with members that fit each other: what is sent gets through the door. */
export function arriving(text: string, known: Known): string {
  const document: Document = JSON.parse(
    withParameters(knowing(text, known), (parameter) => {
      const schema = fittingParameters[parameter.name ?? ''];
      return schema === undefined ? parameter : { ...parameter, schema };
    }),
  );
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    bodies.includes(name) ? fitted(schema) : schema,
  ]);
  const components = { ...document.components, schemas: Object.fromEntries(schemas) };
  return JSON.stringify({ ...document, components });
}

function fitted({ properties = {}, required = [], ...schema }: ObjectSchema): ObjectSchema {
  const entries = Object.entries(properties);
  return {
    ...schema,
    // Arrival, departure and rates go together.
    required: properties['rates'] === undefined ? required : [...new Set([...required, ...triple])],
    properties: Object.fromEntries(entries.map(([name, of]) => [name, fitting[name] ?? of])),
  };
}
const triple = ['arrival', 'departure', 'rates'];

/** The codes of refusals that an operation documents, by their status. */
export function documentedProblems(
  text: string,
  route: string,
): ReadonlyMap<number, readonly string[]> {
  const { paths, components }: Refusals = JSON.parse(text);
  const [method = '', path = ''] = route.split(' ');
  const answers = Object.entries(paths[path]?.[method.toLowerCase()]?.responses ?? {});
  return new Map(
    answers.map(([status, answer]) => {
      const { content } = components.responses[answer.$ref?.split('/').at(-1) ?? ''] ?? answer;
      const problem = content?.['application/problem+json'];
      return [Number(status), problem?.schema.properties.code.enum ?? []];
    }),
  );
}

interface Refusals {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, Refused>> }>>
    >
  >;
  readonly components: { readonly responses: Readonly<Record<string, Refused>> };
}

interface Refused {
  readonly $ref?: string;
  readonly content?: Readonly<
    Record<
      string,
      {
        readonly schema: {
          readonly properties: { readonly code: { readonly enum: readonly string[] } };
        };
      }
    >
  >;
}

function withParameters(text: string, change: (parameter: Parameter) => Parameter): string {
  const document: Document = JSON.parse(text);
  const paths = Object.entries(document.paths).filter(([path]) => !leftOut.includes(path));
  const changed = paths.map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...operation, parameters: (operation.parameters ?? []).map(change) },
      ]),
    ),
  ]);
  const parameters = Object.fromEntries(
    Object.entries(document.components.parameters).map(([name, each]) => [name, change(each)]),
  );
  return JSON.stringify({
    ...document,
    paths: Object.fromEntries(changed),
    components: { ...document.components, parameters },
  });
}
