/** The texts we send: named so that PostgreSQL plans them once, tenants checked before they become text. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { arrayBytes } from './postgres-array-bytes.ts';
import { arrayText } from './postgres-arrays.ts';
import { type ListTypes, listTypes } from './postgres-casts.ts';

/** Every name is held by every connection on both sides; texts are constants, so there are few. */
const statementsMax = 2_000;
/** 64 bits: two of a few thousand texts will not meet, and if they did `pg` would refuse the second. */
const nameLength = 16;

interface Known {
  readonly name: string;
  readonly lists: ListTypes;
}

const statements = new Map<string, Known>();
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Statement = pg.QueryConfig & { queryMode?: 'extended' };

export function statementOf(text: string, values: readonly unknown[], prepare: boolean): Statement {
  const known = knownOf(text);
  const lists = known?.lists ?? listTypes(text);
  const sent = values.map((value, at) =>
    Array.isArray(value) ? listOf(value, at, lists, text) : value,
  );
  return known === undefined || !prepare
    ? { text, values: sent, queryMode: 'extended' }
    : { name: known.name, text, values: sent };
}

/** `undefined` once so many are known: such a statement is read and planned each time. */
function knownOf(text: string): Known | undefined {
  const known = statements.get(text);
  if (known !== undefined || statements.size >= statementsMax) {
    return known;
  }
  const name = createHash('sha256').update(text).digest('hex').slice(0, nameLength);
  const made = { name, lists: listTypes(text) };
  statements.set(text, made);
  return made;
}

/** In binary, which spares PostgreSQL the reading of texts; what is not exactly of its type it is to judge itself. */
function listOf(
  values: readonly unknown[],
  at: number,
  lists: ListTypes,
  text: string,
): Buffer | string {
  const type = lists.get(at);
  assert(
    type !== undefined,
    `$${at + 1} is a list, so a cast says of which known type, in: ${text}`,
  );
  return arrayBytes(values, type) ?? arrayText(values);
}

/** Holds until the end of the transaction; what row-level security compares with. */
export function tenantSetting(tenants: readonly string[]): string {
  for (const tenant of tenants) {
    assert(uuid.test(tenant), `a tenant is a UUID, not ${tenant}`);
  }
  return tenants.length === 0 ? '' : `;set local app.tenants = '{${tenants.join(',')}}'`;
}
