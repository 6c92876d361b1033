/** The blind index: terms as HMACs under a key of the tenant, so that the table tells nothing to who does not know the word. */
import { createHmac } from 'node:crypto';
import type { Sql } from '#shared/database/database.ts';
import type { Random } from '#shared/ports.ts';
import type { Term } from './domain/terms.ts';

const keyBytes = 32;

/** A tenant's first guest makes it. */
async function makeSearchKey(sql: Sql, tenantId: string, random: Random): Promise<Buffer> {
  await sql.count(
    'insert into search_keys (tenant_id, key) values ($1, $2) on conflict do nothing',
    [tenantId, random.bytes(keyBytes).toString('base64url')],
  );
  const key = await readSearchKey(sql, tenantId);
  if (key === undefined) throw new Error('the tenant has no search key after it was made');
  return key;
}

/** Undefined: the tenant never had a guest. */
async function readSearchKey(sql: Sql, tenantId: string): Promise<Buffer | undefined> {
  const [row] = await sql.rows<{ key: string }>(
    'select key from search_keys where tenant_id = $1',
    [tenantId],
  );
  return row && Buffer.from(row.key, 'base64url');
}

function blind(key: Buffer, { kind, word }: Term): string {
  return createHmac('sha256', key).update(`${kind}\n${word}`).digest('base64url');
}

/** In the place of what was said of the guest before. */
export async function indexGuest(
  sql: Sql,
  { tenantId, guestId }: { readonly tenantId: string; readonly guestId: string },
  terms: readonly Term[],
  random: Random,
): Promise<void> {
  const key = await makeSearchKey(sql, tenantId, random);
  await sql.count('delete from search_terms where tenant_id = $1 and source_id = $2', [
    tenantId,
    guestId,
  ]);
  await sql.count(
    `insert into search_terms (tenant_id, term, guest_id, source_id)
     select $1, term, $2, $2 from unnest($3::text[]) term on conflict do nothing`,
    [tenantId, guestId, terms.map((term) => blind(key, term))],
  );
}

/** Ids of guests of whom all terms are true, in their order; read along the index of the first term. */
export async function findGuests(
  sql: Sql,
  tenantId: string,
  wanted: readonly Term[],
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const key = await readSearchKey(sql, tenantId);
  if (key === undefined) return [];
  const [first, ...others] = wanted.map((term) => blind(key, term));
  const rows = await sql.rows<{ guest_id: string }>(
    `select distinct guest_id from search_terms found
     where tenant_id = $1 and term = $2 and ($3::uuid is null or guest_id > $3)
       and not exists (
         select from unnest($4::text[]) other
         where not exists (
           select from search_terms also
           where also.tenant_id = $1 and also.term = other and also.guest_id = found.guest_id))
     order by guest_id limit $5`,
    [tenantId, first, after, others, limit],
  );
  return rows.map((row) => row.guest_id);
}
