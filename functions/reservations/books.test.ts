import { describe, expect, test } from 'vitest';
import { PropertyId, TenantId } from '#schema/values.ts';
import { Books } from './books.ts';
import { bookOf, opened } from './domain/testing.ts';

const tenant = TenantId.parse('0199d000-0000-7000-8000-000000000001');
const other = TenantId.parse('0199d000-0000-7000-8000-000000000002');
const property = PropertyId.parse('0199d000-0000-7000-8000-000000000003');
/** Its last characters make the same number as the other's. */
const [aa, bb] = ['Aa', 'BB'].map(
  (end) => `0199d000-0000-7000-8000-0000000000${end}` as PropertyId,
);

function book(tenantId: TenantId, propertyId: PropertyId) {
  return { ...bookOf(opened()), tenantId, propertyId };
}

describe('The books of a writer', () => {
  test('are told apart by tenant, and by property where two make the same number', () => {
    if (aa === undefined || bb === undefined) throw new Error('too few');
    const books = new Books();
    const kept = [
      book(tenant, property),
      book(other, property),
      book(tenant, aa),
      book(tenant, bb),
    ];
    for (const each of kept) books.keep(each);
    expect(books.size).toBe(kept.length);
    for (const each of kept) expect(books.of(each)).toBe(each);
    expect(books.of({ tenantId: other, propertyId: aa })).toBeUndefined();
    expect(new Set(books)).toEqual(new Set(kept));
  });

  test('hold one of each, the last', () => {
    const books = new Books();
    books.keep(book(tenant, property));
    const last = book(tenant, property);
    books.keep(last);
    expect([books.size, books.of(last) === last]).toEqual([1, true]);
    books.clear();
    expect([books.size, books.of(last)]).toEqual([0, undefined]);
  });
});
