/** CPU time to find what a stay costs in 1,000 properties, where a room is left, beside SQL over a row for each night. */
import assert from 'node:assert/strict';
import type { RoomTypeCode } from '#schema/values.ts';
import { lowestOffer } from '../../functions/rates/domain/lowest-offer.ts';
import type { LeftOf } from '../../functions/rates/domain/quote.ts';
import { draws } from '../../load/stays.ts';
import { besideSql } from './beside-sql.ts';
import type { BenchOptions, Figure } from './figure.ts';
import { firstDay, oneOfMany, priceListOf } from './price-list.ts';
import { type RoomsLeft, sqlPrices } from './price-rows.ts';

const properties = 1_000;
const nights = 3;

/** None is left on one night in some twenty. */
function roomsLeft(seed: number): RoomsLeft {
  const draw = draws(seed);
  return new Map(
    Array.from({ length: oneOfMany.roomTypes }, (_, type) => [
      `TYPE${type + 1}` as RoomTypeCode,
      Array.from({ length: oneOfMany.days }, () => Math.max(draw(20) - 1, 0)),
    ]),
  );
}

function leftFrom(left: RoomsLeft, fromDay: number): LeftOf {
  const at = fromDay - firstDay;
  return (roomType) => left.get(roomType)?.slice(at, at + nights) ?? [0];
}

interface Row {
  readonly property: number;
  readonly total: number;
}

export async function bench(options: BenchOptions): Promise<Figure> {
  const houses = Array.from({ length: properties }, (_, at) => ({
    ...{ list: priceListOf(oneOfMany, at + 1), left: roomsLeft(at + 1) },
  }));
  options.note('loading a row for each night');
  const rival = await sqlPrices(
    houses.map(({ list }) => list),
    houses.map(({ left }) => left),
    firstDay,
  );
  const arrivalOf = (at: number) => firstDay + ((at * 7) % (oneOfMany.days - nights));
  const ours = (at: number): readonly Row[] => {
    const arrivalDay = arrivalOf(at);
    const wanted = {
      ...{ arrivalDay, departureDay: arrivalDay + nights, adults: 2, childrenAges: [] },
      ...{ todayDay: firstDay - 31, purpose: 'leisure' as const },
    };
    return houses
      .flatMap(({ list, left }, property) => {
        const offer = lowestOffer(list, { ...wanted, leftOf: leftFrom(left, arrivalDay) });
        return offer === undefined ? [] : [{ property, total: offer.totalMinor }];
      })
      .sort((one, other) => one.total - other.total || one.property - other.property);
  };
  const sql = (at: number) => rival.rows<Row>('search', arrivalOf(at), arrivalOf(at) + nights);
  try {
    for (let at = 0; at < 3; at += 1) {
      const found = ours(at);
      assert(found.length > properties / 2, 'most have a room');
      assert.deepEqual(found, await sql(at));
    }
    return await besideSql(
      {
        ...{ ours, sql, rival, ofOurs: 5, ofSql: 1, goalMs: 50 },
        unit: 'CPU ms, 3 nights in 1,000 properties × 5 plans × 4 types',
      },
      options,
    );
  } finally {
    await rival.stop();
  }
}
