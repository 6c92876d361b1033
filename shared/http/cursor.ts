/** Cursors of paged lists: the sort key of the last row, opaque to callers so that it may change. */
import type * as z from 'zod';

export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts.map(String))).toString('base64url');
}

/** One page of rows that were asked for with one more than the page holds, and the cursor of the next. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { readonly page: readonly Row[]; readonly next: { readonly nextCursor?: string } } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { page, next: more ? { nextCursor: encodeCursor(keyOf(last)) } : {} };
}

/** The key a cursor carries, in the form the list sorts by: whoever sends another gets a refusal, not an error of the database. */
export function decodeCursor<Key>(cursor: string, key: z.ZodType<Key>): Key | 'invalid' {
  try {
    const parsed = key.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : 'invalid';
  } catch {
    // Not JSON, so not ours.
    return 'invalid';
  }
}
