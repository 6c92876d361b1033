/** Which parameters of a statement are lists, and of what: its casts say it, as in `$1::uuid[]`. */
import assert from 'node:assert/strict';
import { type ElementType, elementTypes } from './postgres-elements.ts';

/** By the parameter's place, from 0. A parameter without such a cast, or of a type not known here, is not in it. */
export type ListTypes = ReadonlyMap<number, ElementType>;

export function listTypes(text: string): ListTypes {
  const types = new Map<number, ElementType>();
  for (const [, parameter, name = ''] of text.matchAll(/\$(\d+)::(\w+)\[\]/g)) {
    const type = elementTypes.get(name);
    if (type === undefined) continue;
    const place = Number(parameter) - 1;
    const other = types.get(place);
    assert(
      other === undefined || other.oid === type.oid,
      `$${parameter} is two things in: ${text}`,
    );
    types.set(place, type);
  }
  return types;
}
