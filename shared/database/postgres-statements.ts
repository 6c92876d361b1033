/** The texts we send: named so that PostgreSQL plans them once, tenants checked before they become text. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { arrayText } from './postgres-arrays.ts';

/** Every name is held by every connection on both sides; texts are constants, so there are few. */
const statementNamesMax = 2_000;
/** 64 bits: two of a few thousand texts will not meet, and if they did `pg` would refuse the second. */
const nameLength = 16;

const names = new Map<string, string>();
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Statement = pg.QueryConfig & { queryMode?: 'extended' };

export function statementOf(text: string, values: readonly unknown[], prepare: boolean): Statement {
  const name = prepare ? nameOf(text) : undefined;
  const sent = values.map((value) => (Array.isArray(value) ? (arrayText(value) ?? value) : value));
  return name === undefined
    ? { text, values: sent, queryMode: 'extended' }
    : { name, text, values: sent };
}

/** `undefined` once the names are used up: such a statement is planned each time. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= statementNamesMax) {
    return known;
  }
  const name = createHash('sha256').update(text).digest('hex').slice(0, nameLength);
  names.set(text, name);
  return name;
}

/** Holds until the end of the transaction; what row-level security compares with. */
export function tenantSetting(tenants: readonly string[]): string {
  for (const tenant of tenants) {
    assert(uuid.test(tenant), `a tenant is a UUID, not ${tenant}`);
  }
  return tenants.length === 0 ? '' : `;set local app.tenants = '{${tenants.join(',')}}'`;
}
