/** Price lists as they are asked: whole, and parsed once for each version of them. */
import type { Calendar } from '#schema/rates/calendar.ts';
import {
  type ExtraCode,
  type NightPrice,
  type RatePlan,
  RatePlanCode,
  type Restriction,
} from '#schema/rates/values.ts';
import { type HotelDate, type PropertyId, RoomTypeCode } from '#schema/values.ts';
import type { KeptMap } from '#shared/cache/kept.ts';
import type { Sql } from '#shared/database/database.ts';
import type { CalendarRow } from './calendars.ts';
import { baseOf } from './domain/price-night.ts';
import type { PriceList } from './domain/quote.ts';
import { type PlanRow, plansOf } from './plans.ts';
import { headColumns, headOf, type ListRow, type Owner, type PriceListHead } from './price-list.ts';

export interface KnownList {
  readonly head: PriceListHead;
  readonly list: PriceList;
}

/** What a function keeps them in. */
export function keptLists({ kept }: { kept<T>(name: string): KeptMap<T> }): KeptMap<KnownList> {
  return kept<KnownList>('price-lists');
}

/** Undefined: there is no such property. */
export async function readPriceList(
  sql: Sql,
  { tenantId, propertyId }: Owner,
  kept: KeptMap<KnownList>,
): Promise<KnownList | undefined> {
  return (await readPriceLists(sql, tenantId, [propertyId], kept)).get(propertyId);
}

/** Of those of the properties that there are. */
export async function readPriceLists(
  sql: Sql,
  tenantId: string,
  propertyIds: readonly PropertyId[],
  kept: KeptMap<KnownList>,
): Promise<ReadonlyMap<PropertyId, KnownList>> {
  const versions = await sql.rows<{ property_id: PropertyId; version: number }>(
    'select property_id, version from price_lists where tenant_id = $1 and property_id = any($2::uuid[])',
    [tenantId, propertyIds],
  );
  const known = new Map<PropertyId, KnownList>();
  const unknown: PropertyId[] = [];
  for (const { property_id: id, version } of versions) {
    const found = kept.get(`${tenantId} ${id}`);
    if (found?.version === version) known.set(id, found.value);
    else unknown.push(id);
  }
  for (let at = 0; at < unknown.length; at += readTogetherMax) {
    const read = await load(sql, tenantId, unknown.slice(at, at + readTogetherMax));
    for (const [id, { value, bytes }] of read) {
      known.set(id, value);
      kept.set(`${tenantId} ${id}`, { version: value.head.version, value, bytes });
    }
  }
  return known;
}

/** Of a chain's usual size a list is some 20 kB of text. */
const readTogetherMax = 50;

/** What a character of JSON takes once it is parsed into objects of few fields. */
const bytesPerCharacter = 4;

interface OfProperty {
  readonly property_id: PropertyId;
}

/** Everything in them was judged when it was written. */
async function load(
  sql: Sql,
  tenantId: string,
  propertyIds: readonly PropertyId[],
): Promise<ReadonlyMap<PropertyId, { readonly value: KnownList; readonly bytes: number }>> {
  const values = [tenantId, propertyIds];
  const of = 'tenant_id = $1 and property_id = any($2::uuid[])';
  const calendars = (table: 'price_calendars' | 'restriction_calendars') =>
    sql.rows<CalendarRow & OfProperty>(
      `select property_id, rate_plan, room_type, runs from ${table}
       where ${of} order by rate_plan collate "C", room_type collate "C"`,
      values,
    );
  // The head first: what is set meanwhile has a later version, and is read with that.
  const [heads, plans, prices, restrictions] = await Promise.all([
    sql.rows<ListRow & OfProperty>(
      `select property_id, ${headColumns} from price_lists where ${of}`,
      values,
    ),
    sql.rows<PlanRow & OfProperty>(
      `select property_id, rate_plan, plan from rate_plans where ${of} order by rate_plan collate "C"`,
      values,
    ),
    calendars('price_calendars'),
    calendars('restriction_calendars'),
  ]);
  const plansAt = byProperty(plans);
  const pricesAt = byProperty(prices);
  const restrictionsAt = byProperty(restrictions);
  return new Map(
    heads.map((row) => {
      const id = row.property_id;
      const head = headOf(row);
      const rows = {
        plans: plansAt.get(id) ?? [],
        prices: pricesAt.get(id) ?? [],
        restrictions: restrictionsAt.get(id) ?? [],
      };
      return [id, { value: { head, list: listOf(head, rows) }, bytes: bytesOf(row, rows) }];
    }),
  );
}

function byProperty<Row extends OfProperty>(
  rows: readonly Row[],
): ReadonlyMap<PropertyId, readonly Row[]> {
  return Map.groupBy(rows, ({ property_id: id }) => id);
}

interface Rows {
  readonly plans: readonly PlanRow[];
  readonly prices: readonly CalendarRow[];
  readonly restrictions: readonly CalendarRow[];
}

function bytesOf(head: ListRow, { plans, prices, restrictions }: Rows): number {
  const characters = [
    ...[head.room_types, head.taxes],
    ...plans.map(({ plan }) => plan),
    ...[...prices, ...restrictions].map(({ runs }) => runs),
  ].reduce((sum, text) => sum + text.length, 0);
  return characters * bytesPerCharacter;
}

function listOf({ taxes, roomTypes }: PriceListHead, rows: Rows): PriceList {
  return {
    taxes,
    plans: plansOf(rows.plans),
    prices: rows.prices.map((row) => ({
      ratePlan: RatePlanCode.parse(row.rate_plan),
      roomType: RoomTypeCode.parse(row.room_type),
      occupancy: roomTypes.get(row.room_type)?.occupancy ?? null,
      calendar: JSON.parse(row.runs) as Calendar<NightPrice>,
    })),
    restrictions: rows.restrictions.map((row) => ({
      scope: {
        ratePlan: row.rate_plan === '' ? null : RatePlanCode.parse(row.rate_plan),
        roomType: row.room_type === '' ? null : RoomTypeCode.parse(row.room_type),
      },
      calendar: JSON.parse(row.runs) as Calendar<Restriction>,
    })),
  };
}

/** What is asked, and when. */
interface Asked {
  readonly ratePlan?: RatePlanCode | undefined;
  readonly roomType?: RoomTypeCode | undefined;
  readonly accessCode?: string | undefined;
  /** Those asked for: a plan that does not sell one of them is left out. */
  readonly extras?: readonly ExtraCode[] | undefined;
  /** In the property's calendar. */
  readonly today: HotelDate;
}

/** What a question is about, with the extras that are charged. Undefined: there is no such plan, or it is not for whoever asks, or not now. */
export function partOf(
  list: PriceList,
  { ratePlan, roomType, accessCode, extras = [], today }: Asked,
): PriceList | undefined {
  const open = [...list.plans].filter(
    ([code, plan]) =>
      (ratePlan === undefined || code === ratePlan) &&
      isFor(plan, accessCode) &&
      isSoldOn(today, plan),
  );
  if (ratePlan !== undefined && open.length === 0) return undefined;
  const plans = new Map(
    open
      .filter(([, plan]) => sells(plan, extras))
      .map(([code, plan]) => [code, charging(plan, extras)]),
  );
  const bases = new Set([...plans].map(([code, plan]) => baseOf(code, plan)));
  const prices = list.prices.filter(
    (each) => bases.has(each.ratePlan) && (roomType === undefined || each.roomType === roomType),
  );
  return { ...list, plans, prices };
}

function sells({ extras }: RatePlan, asked: readonly ExtraCode[]): boolean {
  return asked.every((code) => extras.some((each) => each.code === code));
}

function charging(plan: RatePlan, asked: readonly ExtraCode[]): RatePlan {
  const extras = plan.extras.filter(({ code, optional }) => !optional || asked.includes(code));
  return { ...plan, extras };
}

function isSoldOn(today: HotelDate, { sellFrom = today, sellTo }: RatePlan): boolean {
  return sellFrom <= today && (sellTo === undefined || today < sellTo);
}

function isFor({ accessCodes }: RatePlan, accessCode: string | undefined): boolean {
  return (
    accessCodes === undefined || (accessCode !== undefined && accessCodes.includes(accessCode))
  );
}
