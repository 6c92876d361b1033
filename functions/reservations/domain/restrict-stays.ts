/** Keeps what the price list says of stays, so that a booking by a quote is judged by it once more (R-H4). */

import type { ScopeRestrictions } from '#schema/rates/restricted-stay.ts';
import type { CommandEnvelope, RestrictStays } from '#schema/reservations/commands.ts';
import type { StaysRestricted } from '#schema/reservations/events.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { factHead } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** Of a property's scopes together: some thousand seasons. A writer keeps a thousand properties in memory. */
export const charactersMax = 512 * 1024;

/** Lists come once, in order, or again, or late: of each scope only a newer one than its last counts. */
export function restrictStays(
  command: CommandEnvelope,
  { scopes, listVersion }: RestrictStays,
  book: PropertyBook,
): Outcome {
  const newer = scopes.filter((scope) => {
    const known = book.restrictions.get(scopeKey(scope));
    return known === undefined || known.listVersion < listVersion;
  });
  if (newer.length === 0) return accept();
  if (charactersWith(book, newer) > charactersMax) return reject('restrictions_too_many', {});
  return accept({
    type: 'stays.restricted.v1',
    data: { ...factHead(command, book), scopes: newer, listVersion },
  });
}

function charactersWith(
  { restrictions }: PropertyBook,
  scopes: readonly ScopeRestrictions[],
): number {
  const replaced = new Set(scopes.map(scopeKey));
  let characters = scopes.reduce((sum, { runs }) => sum + JSON.stringify(runs).length, 0);
  for (const [key, { runs }] of restrictions) if (!replaced.has(key)) characters += runs.length;
  return characters;
}

/** One without runs is kept, too: it tells how old its list is. */
export function applyRestrictions(book: PropertyBook, fact: StaysRestricted): PropertyBook {
  const { scopes, listVersion } = fact;
  for (const { ratePlan, roomType, runs } of scopes) {
    const key = scopeKey({ ratePlan, roomType });
    book.restrictions.set(key, { ratePlan, roomType, listVersion, runs: JSON.stringify(runs) });
    book.touched.restrictions.add(key);
  }
  return book;
}

interface Scope {
  readonly ratePlan: string;
  readonly roomType: string;
}

/** Neither code has a blank. */
export function scopeKey({ ratePlan, roomType }: Scope): string {
  return `${ratePlan} ${roomType}`;
}
