/** The writer's books in PostgreSQL: read when a property is first met, written with its decisions. */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { PropertyId, ReservationId, TenantId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import {
  nightColumns,
  personsColumns,
  personsOf,
  propertyColumns,
  propertyOf,
  reservationColumns,
  reservationOf,
  restrictionsColumns,
  type StoredPersons,
  type StoredProperty,
  type StoredReservation,
  type StoredWorkItem,
  workItemColumns,
  workItemOf,
} from './book-rows.ts';
import type { PropertyBook } from './domain/book.ts';
import { admit, admitWorkItems, loadBook, missingFor } from './domain/load.ts';
import type { NightRow, PropertyRow, RestrictionsRow, StoredRows } from './domain/rows.ts';

export type Books = Map<string, PropertyBook>;

export function bookKey(owner: {
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
}): string {
  return `${owner.tenantId}:${owner.propertyId}`;
}

/**
 * What of all that is needed to decide these commands memory does not hold; undefined when nothing
 * is. A booking presumed new needs no look for its reservation: the row's key would find it.
 */
export function missingIn(
  books: Books,
  commands: readonly ReservationsCommand[],
  presumeNew: boolean,
): ((sql: Sql) => Promise<void>) | undefined {
  const unmet = new Map(
    commands
      .filter((command) => !books.has(bookKey(command)))
      .map((command) => [bookKey(command), command]),
  );
  if (unmet.size === 0) {
    const missing = missingRows(books, commands, presumeNew);
    return missing.length === 0 ? undefined : (sql) => admitMissing(sql, books, missing);
  }
  return async (sql) => {
    await meet(sql, books, [...unmet.values()]);
    const missing = missingRows(books, commands, presumeNew);
    if (missing.length > 0) await admitMissing(sql, books, missing);
  };
}

interface Owner {
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
}

async function meet(sql: Sql, books: Books, owners: readonly Owner[]): Promise<void> {
  const keys = [owners.map((owner) => owner.tenantId), owners.map((owner) => owner.propertyId)];
  const ours = 'tenant_id = any($1::uuid[]) and property_id = any($2::uuid[])';
  const properties = (
    await sql.rows<StoredProperty>(`select ${propertyColumns} from properties where ${ours}`, keys)
  ).map(propertyOf);
  if (properties.length === 0) return;
  const nights = await sql.rows<NightRow>(
    `select ${nightColumns} from properties
     join nights on nights.tenant_id = properties.tenant_id and nights.property_id = properties.property_id
     where properties.tenant_id = any($1::uuid[]) and properties.property_id = any($2::uuid[])
       and night >= business_date`,
    keys,
  );
  const open = await sql.rows<StoredReservation>(
    `select ${reservationColumns} from reservations where ${ours} and status in ('confirmed', 'in_house')`,
    keys,
  );
  const items = await sql.rows<StoredWorkItem>(
    `select ${workItemColumns} from work_items
     where ${ours} and (kind = 'night' and status <> 'closed' or reservation_id = any($3::uuid[]))`,
    [...keys, open.map((row) => row.reservationId)],
  );
  const restrictions = await sql.rows<RestrictionsRow>(
    `select ${restrictionsColumns} from stay_restrictions where ${ours}`,
    keys,
  );
  const persons = await sql.rows<StoredPersons>(
    `select ${personsColumns} from room_type_persons where ${ours}`,
    keys,
  );
  const of = grouper({
    ...{ nights, restrictions, persons: persons.map(personsOf) },
    ...{ reservations: open.map(reservationOf), workItems: items.map(workItemOf) },
  });
  for (const property of properties)
    books.set(bookKey(property), loadBook({ property, ...of(property) }));
}

function grouper(rows: Omit<StoredRows, 'property'>) {
  const { nights, reservations, workItems, restrictions, persons } = rows;
  const nightsOf = Map.groupBy(nights, bookKey);
  const reservationsOf = Map.groupBy(reservations, bookKey);
  const workItemsOf = Map.groupBy(workItems, bookKey);
  const restrictionsOf = Map.groupBy(restrictions, bookKey);
  const personsOfTypes = Map.groupBy(persons, bookKey);
  return (property: PropertyRow) => ({
    nights: nightsOf.get(bookKey(property)) ?? [],
    reservations: reservationsOf.get(bookKey(property)) ?? [],
    workItems: workItemsOf.get(bookKey(property)) ?? [],
    restrictions: restrictionsOf.get(bookKey(property)) ?? [],
    persons: personsOfTypes.get(bookKey(property)) ?? [],
  });
}

interface Missing extends Owner {
  readonly reservationId: ReservationId | null;
  readonly workItemId: string | null;
}

/**
 * Reservations and work items that commands name and memory does not hold. New bookings are looked
 * up too, unless presumed new: a copy that comes after its decision was pruned must find its
 * reservation, not make it again.
 */
function missingRows(
  books: Books,
  commands: readonly ReservationsCommand[],
  presumeNew: boolean,
): readonly Missing[] {
  const missing: Missing[] = [];
  for (const { tenantId, propertyId, body } of commands) {
    if (presumeNew && body.type === 'book') continue;
    const book = books.get(bookKey({ tenantId, propertyId }));
    if (book === undefined) continue;
    const { reservationId, workItemId } =
      body.type === 'book' ? { reservationId: body.reservationId } : missingFor(body, book);
    if (reservationId !== undefined || workItemId !== undefined) {
      missing.push({
        tenantId,
        propertyId,
        reservationId: reservationId ?? null,
        workItemId: workItemId ?? null,
      });
    }
  }
  return missing;
}

async function admitMissing(sql: Sql, books: Books, missing: readonly Missing[]): Promise<void> {
  const reservations = await sql.rows<StoredReservation>(
    `select reservations.* from ${rowsOfLists({ tenant: 'uuid', property: 'uuid', reservation: 'uuid' })} wanted
     cross join lateral (
       select ${reservationColumns} from reservations
       where tenant_id = wanted.tenant and property_id = wanted.property and reservation_id = wanted.reservation
       -- One look into the index for each, whatever the table's size was when this was planned.
       limit 1
     ) reservations`,
    [
      missing.map((each) => each.tenantId),
      missing.map((each) => each.propertyId),
      missing.map((each) => each.reservationId),
    ],
  );
  const named = missing.filter((each) => each.workItemId !== null);
  if (reservations.length === 0 && named.length === 0) return;
  const owners = [...named, ...reservations];
  const items = await sql.rows<StoredWorkItem>(
    `select ${workItemColumns} from work_items
     where tenant_id = any($1::uuid[]) and property_id = any($2::uuid[])
       and (work_item_id = any($3::text[]) or reservation_id = any($4::uuid[]))`,
    [
      [...new Set(owners.map((each) => each.tenantId))],
      [...new Set(owners.map((each) => each.propertyId))],
      named.map((each) => each.workItemId),
      reservations.map((row) => row.reservationId),
    ],
  );
  const found = items.map(workItemOf);
  for (const row of reservations.map(reservationOf)) {
    const book = books.get(bookKey(row));
    if (book !== undefined)
      admit(
        book,
        row,
        found.filter((item) => item.reservationId === row.reservationId),
      );
  }
  for (const item of found) {
    const book = books.get(bookKey(item));
    if (book !== undefined) admitWorkItems(book, [item]);
  }
}
