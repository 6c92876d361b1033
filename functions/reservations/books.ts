/** The writer's books in PostgreSQL: read when a property is first met, written with its decisions. */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { PropertyId, ReservationId, TenantId } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import {
  isOpen,
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
import { numberOfId } from './domain/number-of-id.ts';
import type { NightRow, PropertyRow, RestrictionsRow, StoredRows } from './domain/rows.ts';

interface Owner {
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
}

/** By tenant and property. Found by a number, as a book's reservations are: a text of two ids would be new every time. */
export class Books {
  /** Several share a number hardly ever. */
  readonly #byNumber = new Map<number, PropertyBook[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  of({ tenantId, propertyId }: Owner): PropertyBook | undefined {
    const sharing = this.#byNumber.get(numberOfId(propertyId));
    if (sharing === undefined) return undefined;
    for (const book of sharing) {
      if (book.propertyId === propertyId && book.tenantId === tenantId) return book;
    }
    return undefined;
  }

  /** In place of one of the same owner. */
  keep(book: PropertyBook): void {
    const number = numberOfId(book.propertyId);
    const sharing = this.#byNumber.get(number) ?? [];
    const at = sharing.findIndex(
      ({ tenantId, propertyId }) => tenantId === book.tenantId && propertyId === book.propertyId,
    );
    if (at === -1) {
      sharing.push(book);
      this.#size += 1;
    } else sharing[at] = book;
    this.#byNumber.set(number, sharing);
  }

  clear(): void {
    this.#byNumber.clear();
    this.#size = 0;
  }

  *[Symbol.iterator](): Generator<PropertyBook> {
    for (const sharing of this.#byNumber.values()) yield* sharing;
  }
}

function keyOf({ tenantId, propertyId }: Owner): string {
  return `${tenantId}:${propertyId}`;
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
      .filter((command) => books.of(command) === undefined)
      .map((command) => [keyOf(command), command]),
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
    `select ${reservationColumns} from reservations where ${ours} and version > 0 and ${isOpen}`,
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
  for (const property of properties) books.keep(loadBook({ property, ...of(property) }));
}

function grouper(rows: Omit<StoredRows, 'property'>) {
  const { nights, reservations, workItems, restrictions, persons } = rows;
  const nightsOf = Map.groupBy(nights, keyOf);
  const reservationsOf = Map.groupBy(reservations, keyOf);
  const workItemsOf = Map.groupBy(workItems, keyOf);
  const restrictionsOf = Map.groupBy(restrictions, keyOf);
  const personsOfTypes = Map.groupBy(persons, keyOf);
  return (property: PropertyRow) => ({
    nights: nightsOf.get(keyOf(property)) ?? [],
    reservations: reservationsOf.get(keyOf(property)) ?? [],
    workItems: workItemsOf.get(keyOf(property)) ?? [],
    restrictions: restrictionsOf.get(keyOf(property)) ?? [],
    persons: personsOfTypes.get(keyOf(property)) ?? [],
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
    const book = books.of({ tenantId, propertyId });
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
    const book = books.of(row);
    if (book !== undefined)
      admit(
        book,
        row,
        found.filter((item) => item.reservationId === row.reservationId),
      );
  }
  for (const item of found) {
    const book = books.of(item);
    if (book !== undefined) admitWorkItems(book, [item]);
  }
}
