/**
 * Ends every lease at once, for whoever has just started the server itself: nobody who was there
 * before can still be connected, and a house that was killed need not wait for its own leases.
 */
import { ourSchemas } from './owner-catalog.ts';
import { connectAsOwner } from './owner-connection.ts';

export async function forgetLeases(url: string): Promise<void> {
  const owner = await connectAsOwner(url, 'serai forget leases');
  try {
    await owner.query(`delete from log.members;
      update log.leases set owner = null, expires_at = '-infinity' where owner is not null`);
    const { rows } = await owner.query<{ cursors: string }>(
      `select oid::regclass::text as cursors from pg_class
       where relname = 'relay_cursor' and relnamespace in ${ourSchemas}`,
    );
    for (const { cursors } of rows)
      await owner.query(
        `update ${cursors} set lease_until = '-infinity' where lease_until > '-infinity'`,
      );
  } finally {
    await owner.end();
  }
}
