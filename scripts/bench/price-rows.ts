/** Price lists as a row for each night in PostgreSQL, and what is asked of them in SQL: what runs beside the price lists of ours. */
import pg from 'pg';
import type { RoomTypeCode } from '#schema/values.ts';
import { dateOfDay } from '#schema/values.ts';
import type { EmbeddedPostgres } from '#shared/database/embedded.ts';
import type { PriceList } from '../../functions/rates/domain/quote.ts';
import { postmasterPid, treeCpuUs } from './cpu.ts';
import { breakfastMinor, cityTaxMinor, vatPpm } from './price-list.ts';
import { benchServer } from './server.ts';

const tables = `
  create table plans (property integer, plan text, base text, change_ppm integer, change_minor integer,
    round_to integer, breakfast_minor integer, primary key (property, plan));
  create table prices (property integer, plan text, room_type text, night date, two_adults_minor integer,
    primary key (property, plan, room_type, night));
  create table restrictions (property integer, plan text, room_type text, night date, closed boolean,
    closed_for_arrival boolean, closed_for_departure boolean, minimum_length integer, minimum_through integer,
    primary key (property, night, plan, room_type));
  create table rooms_left (property integer, room_type text, night date, rooms integer,
    primary key (property, room_type, night))`;

/** Half away from zero, as `round` of a numeric is. */
const derived = `greatest(0, round((two_adults_minor::numeric * (1000000 + change_ppm) / 1000000 + change_minor)
  / round_to) * round_to)`;

/** $1 and $2 are arrival and departure; for two adults. */
const sold = `
  select property, plan, room_type, net + 2 * breakfast_minor * nights + 2 * ${cityTaxMinor} * nights as total,
    round((net + 2 * breakfast_minor * nights) * ${vatPpm} / (1000000 + ${vatPpm})) as vat
  from (
    select property, plans.plan, room_type, breakfast_minor, count(*) as nights, sum(${derived}) as net
    from plans join prices using (property)
    where prices.plan = base and night >= $1::date and night < $2::date
    group by property, plans.plan, room_type, breakfast_minor
  ) priced
  where nights = $2::date - $1::date and not exists (
    select from restrictions
    where restrictions.property = priced.property and night between $1::date and $2::date
      and restrictions.plan in ('', priced.plan) and restrictions.room_type in ('', priced.room_type)
      and (night < $2::date and (closed or minimum_through > nights)
        or night = $1::date and (closed_for_arrival or minimum_length > nights)
        or night = $2::date and closed_for_departure))`;

export const questions = {
  quote: `select plan, room_type, total::integer, vat::integer from (${sold}) sold order by total, plan collate "C", room_type collate "C"`,
  calendar: `
    select night::text, min(${derived})::integer as lowest
    from plans join prices using (property)
    where prices.plan = base and night >= $1::date and night < $2::date and not exists (
      select from restrictions
      where restrictions.property = plans.property and restrictions.night = prices.night and closed
        and restrictions.plan in ('', plans.plan) and restrictions.room_type in ('', prices.room_type))
    group by night order by night`,
  search: `
    select property, min(total)::integer as total from (${sold}) sold
    join (
      select property, room_type from rooms_left where night >= $1::date and night < $2::date
      group by property, room_type having count(*) = $2::date - $1::date and min(rooms) > 0
    ) free using (property, room_type)
    group by property order by total, property`,
} as const;

/** Of each night from the first day on, how many rooms of a type are left. */
export type RoomsLeft = ReadonlyMap<RoomTypeCode, readonly number[]>;

export interface SqlPrices {
  rows<Row>(
    question: keyof typeof questions,
    fromDay: number,
    toDay: number,
  ): Promise<readonly Row[]>;
  /** Of the server with all its processes. */
  cpuUs(): number;
  stop(): Promise<void>;
}

export async function sqlPrices(
  lists: readonly PriceList[],
  left: readonly RoomsLeft[],
  firstDay: number,
): Promise<SqlPrices> {
  const server = await benchServer('prices');
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(tables);
  for (const [property, list] of lists.entries()) {
    await insertAll(client, 'plans', planRows(property, list));
    await insertAll(client, 'prices', priceRows(property, list));
    await insertAll(client, 'restrictions', restrictionRows(property, list));
    await insertAll(client, 'rooms_left', leftRows(property, left[property], firstDay));
  }
  await client.query('vacuum analyze');
  // The plan for any dates that PostgreSQL takes after five questions reads many more rows than one for these dates.
  await client.query(`set plan_cache_mode = 'force_custom_plan'`);
  return {
    async rows<Row>(question: keyof typeof questions, fromDay: number, toDay: number) {
      const values = [dateOfDay(fromDay), dateOfDay(toDay)];
      const { rows } = await client.query({ name: question, text: questions[question], values });
      return rows as readonly Row[];
    },
    cpuUs: () => treeCpuUs(postmasterOf(server)),
    async stop() {
      await client.end();
      await server.stop();
    },
  };
}

function postmasterOf({ directory }: EmbeddedPostgres): number {
  return postmasterPid(directory);
}

async function insertAll(
  client: pg.Client,
  table: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const width = rows[0]?.length ?? 0;
  const perStatement = Math.floor(50_000 / Math.max(width, 1));
  for (let from = 0; from < rows.length; from += perStatement) {
    const part = rows.slice(from, from + perStatement);
    const places = part.map(
      (_, row) => `(${Array.from({ length: width }, (_column, at) => `$${row * width + at + 1}`)})`,
    );
    await client.query(`insert into ${table} values ${places}`, part.flat());
  }
}

function planRows(property: number, { plans }: PriceList): readonly (readonly unknown[])[] {
  return [...plans].map(([code, { derivation, extras }]) => [
    ...[property, code, derivation?.from ?? code, derivation?.changePpm ?? 0],
    ...[derivation?.changeMinor ?? 0, derivation?.roundToMinor ?? 1],
    extras.length > 0 ? breakfastMinor : 0,
  ]);
}

function priceRows(property: number, { prices }: PriceList): readonly (readonly unknown[])[] {
  return prices.flatMap(({ ratePlan, roomType, calendar }) =>
    calendar.flatMap(({ fromDay, toDay, value }) =>
      daysOf(fromDay, toDay).map((day) => [
        ...[property, ratePlan, roomType, dateOfDay(day), value.adultsMinor[1]],
      ]),
    ),
  );
}

function restrictionRows(
  property: number,
  { restrictions }: PriceList,
): readonly (readonly unknown[])[] {
  return restrictions.flatMap(({ scope, calendar }) =>
    calendar.flatMap(({ fromDay, toDay, value }) =>
      daysOf(fromDay, toDay).map((day) => [
        ...[property, scope.ratePlan ?? '', scope.roomType ?? '', dateOfDay(day), value.closed],
        ...[value.closedForArrival, value.closedForDeparture],
        ...[value.minimumLengthOfStay, value.minimumStayThrough],
      ]),
    ),
  );
}

function leftRows(
  property: number,
  left: RoomsLeft | undefined,
  firstDay: number,
): readonly (readonly unknown[])[] {
  return [...(left ?? [])].flatMap(([roomType, nights]) =>
    nights.map((rooms, at) => [property, roomType, dateOfDay(firstDay + at), rooms]),
  );
}

function daysOf(fromDay: number, toDay: number): readonly number[] {
  return Array.from({ length: toDay - fromDay }, (_, at) => fromDay + at);
}
