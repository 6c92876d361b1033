/** The query of an address: all of it is text, and where its schema takes a number, digits are one. */
import * as z from 'zod';

export interface QueryJudge {
  /** Turns digits into numbers in their place; `query` is the caller's own. */
  safeParse(query: Record<string, unknown>): z.ZodSafeParseResult<unknown>;
}

/** So many digits are exact in any number. */
const digits = /^-?\d{1,15}$/;

/** `z.coerce` would read numbers too, but is not compiled, and takes an empty text for 0. */
export function queryJudge(schema: z.ZodType): QueryJudge {
  const compiled = z.compile(schema);
  const numbers = numbersOf(schema);
  return {
    safeParse(query) {
      for (const name of numbers) {
        const given = query[name];
        if (typeof given === 'string' && digits.test(given)) query[name] = Number(given);
      }
      return compiled.safeParse(query);
    },
  };
}

function numbersOf(schema: z.ZodType): readonly string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape)
    .filter(([, member]) => isNumber(member))
    .map(([name]) => name);
}

function isNumber(member: unknown): boolean {
  return member instanceof z.ZodOptional
    ? isNumber(member.unwrap())
    : member instanceof z.ZodNumber;
}

/** Each parameter's one value; a repeated one stays a list, which no schema here takes. */
export function readQuery(
  queries: Readonly<Record<string, readonly string[]>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(queries).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  );
}
