import { scopeKey } from '../restrict-stays.ts';
import type {
  ChangedRows,
  NightRow,
  PersonsRow,
  ReservationRow,
  RestrictionsRow,
  StoredRows,
  WorkItemRow,
} from '../rows.ts';

/** The tables, as far as a test needs them: rows replaced by key. */
export class RowStore {
  property: StoredRows['property'] | undefined;
  readonly reservations = new Map<string, ReservationRow>();
  readonly nights = new Map<string, NightRow>();
  readonly workItems = new Map<string, WorkItemRow>();
  readonly restrictions = new Map<string, RestrictionsRow>();
  readonly persons = new Map<string, PersonsRow>();

  write(rows: ChangedRows): void {
    this.property = rows.property ?? this.property;
    for (const row of rows.reservations) this.reservations.set(row.reservationId, row);
    for (const row of rows.newNights) {
      if (this.nights.has(nightKey(row))) throw new Error(`${nightKey(row)} has a row`);
    }
    for (const row of [...rows.newNights, ...rows.nights]) this.nights.set(nightKey(row), row);
    for (const row of rows.workItems) this.workItems.set(row.workItemId, row);
    for (const row of rows.restrictions) this.restrictions.set(scopeKey(row), row);
    for (const row of rows.persons) this.persons.set(row.roomType, row);
  }

  /** As text and back, as a database would give them. */
  read(): StoredRows {
    return JSON.parse(
      JSON.stringify({
        property: this.property,
        reservations: [...this.reservations.values()],
        nights: [...this.nights.values()],
        workItems: [...this.workItems.values()],
        restrictions: [...this.restrictions.values()],
        persons: [...this.persons.values()],
      }),
    ) as StoredRows;
  }
}

function nightKey({ roomType, night }: NightRow): string {
  return `${roomType} ${night}`;
}
