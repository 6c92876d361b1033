/** Calendars of prices and restrictions, as they are kept: runs of equal nights in one text. */
import { isDeepStrictEqual } from 'node:util';
import type { Calendar } from '#schema/rates/calendar.ts';
import { dateOfDay, dayNumber, type HotelDate } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import { cut, type Span, splice } from './domain/calendar.ts';
import type { Owner } from './price-list.ts';

export type CalendarTable = 'price_calendars' | 'restriction_calendars';

/** Empty for every plan, or for every room type. */
export interface CalendarKey {
  readonly ratePlan: string;
  readonly roomType: string;
}

export interface Kept<T> extends CalendarKey {
  readonly calendar: Calendar<T>;
}

export interface CalendarRow {
  readonly rate_plan: string;
  readonly room_type: string;
  readonly runs: string;
}

async function readCalendars<T>(
  sql: Sql,
  table: CalendarTable,
  { tenantId, propertyId }: Owner,
  ratePlans: readonly string[],
): Promise<readonly Kept<T>[]> {
  const rows = await sql.rows<CalendarRow>(
    `select rate_plan, room_type, runs from ${table}
     where tenant_id = $1 and property_id = $2 and rate_plan = any($3::text[])
     order by rate_plan collate "C", room_type collate "C"`,
    [tenantId, propertyId, ratePlans],
  );
  // Judged when they were written.
  return rows.map((row) => ({
    ...{ ratePlan: row.rate_plan, roomType: row.room_type },
    calendar: JSON.parse(row.runs),
  }));
}

export interface Change<T> extends CalendarKey {
  readonly span: Span;
  readonly change: (value: T | undefined) => T | undefined;
}

/** What was on nights that were changed. */
export interface Was<T> extends CalendarKey {
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly value: T | null;
}

/** What there is of each calendar now, and what was on the nights that changed. */
export interface Changed<T> {
  readonly after: readonly Kept<T>[];
  readonly was: { readonly before?: readonly Was<T>[] };
}

/** As many as there may be lines: a fact that says more is too large to travel. */
const wasMax = 2_000;

/**
 * Applies changes in order, each calendar read and written once. What was there is for the fact that
 * says so; it is left out where that is too much to say.
 */
export async function changeCalendars<T>(
  sql: Sql,
  table: CalendarTable,
  owner: Owner,
  changes: readonly Change<T>[],
): Promise<Changed<T>> {
  const ratePlans = [...new Set(changes.map(({ ratePlan }) => ratePlan))];
  const kept = await readCalendars<T>(sql, table, owner, ratePlans);
  const calendars = new Map(kept.map((each) => [keyOf(each), each]));
  const changed = new Map<string, Kept<T>>();
  for (const { span, change, ...key } of changes) {
    const before = calendars.get(keyOf(key))?.calendar ?? [];
    const after = { ...key, calendar: splice(before, span, change, isDeepStrictEqual) };
    calendars.set(keyOf(key), after);
    changed.set(keyOf(key), after);
  }
  const after = [...changed.values()];
  await sql.count(
    `insert into ${table} (tenant_id, property_id, rate_plan, room_type, runs)
     select $1, $2, rate_plan, room_type, runs
     from ${rowsOfLists({ rate_plan: 'text', room_type: 'text', runs: 'text' }, 3)} changed
     on conflict (tenant_id, property_id, rate_plan, room_type) do update set runs = excluded.runs`,
    [
      owner.tenantId,
      owner.propertyId,
      after.map(({ ratePlan }) => ratePlan),
      after.map(({ roomType }) => roomType),
      after.map(({ calendar }) => JSON.stringify(calendar)),
    ],
  );
  const before = changedNights(changes).flatMap(({ fromDay, toDay, ...key }) => {
    const found = kept.find((each) => keyOf(each) === keyOf(key));
    return cut(found?.calendar ?? [], fromDay, toDay).map((run) => ({
      ...{ ...key, from: dateOfDay(run.fromDay), to: dateOfDay(run.toDay), value: run.value },
    }));
  });
  return { after, was: before.length > wasMax ? {} : { before } };
}

interface Nights extends CalendarKey {
  readonly fromDay: number;
  readonly toDay: number;
}

/** Of each calendar from the first night that changes to the last one. */
function changedNights<T>(changes: readonly Change<T>[]): readonly Nights[] {
  const nights = new Map<string, Nights>();
  for (const { ratePlan, roomType, span } of changes) {
    const key = { ratePlan, roomType };
    const others = nights.get(keyOf(key)) ?? { ...key, ...span };
    const fromDay = Math.min(others.fromDay, span.fromDay);
    const toDay = Math.max(others.toDay, span.toDay);
    nights.set(keyOf(key), { ...key, fromDay, toDay });
  }
  return [...nights.values()];
}

export function keyOf({ ratePlan, roomType }: CalendarKey): string {
  return `${ratePlan} ${roomType}`;
}

export interface Range {
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly weekdays?: readonly number[] | undefined;
}

export function spanOf({ from, to, weekdays }: Range): Span {
  return {
    fromDay: dayNumber(from),
    toDay: dayNumber(to),
    weekdays: weekdays === undefined ? undefined : new Set(weekdays),
  };
}
