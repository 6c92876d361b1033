/** CPU time of a quote of 14 nights over 20 rate plans and 10 room types, beside SQL over a row for each night. */
import assert from 'node:assert/strict';
import { Instant } from '#schema/values.ts';
import { type Quote, quote, type Wanted } from '../../functions/rates/domain/quote.ts';
import { nightLines } from '../../functions/rates/domain/tax-stay.ts';
import { besideSql } from './beside-sql.ts';
import type { BenchOptions, Figure } from './figure.ts';
import { firstDay, largeHotel, priceListOf } from './price-list.ts';
import { sqlPrices } from './price-rows.ts';

const nights = 14;
const now = Instant.parse('2026-12-01T10:00:00.000Z');

const threeLeft = new Array<number>(nights).fill(3);

function stay(at: number): Wanted {
  const arrivalDay = firstDay + ((at * 13) % (largeHotel.days - nights));
  return {
    leftOf: () => threeLeft,
    ...{ arrivalDay, departureDay: arrivalDay + nights, adults: 2, childrenAges: [] },
    ...{ todayDay: firstDay - 31, purpose: 'leisure', when: { timeZone: 'Europe/Vienna', now } },
  };
}

interface Row {
  readonly plan: string;
  readonly room_type: string;
  readonly total: number;
  readonly vat: number;
}

/** Both offer the same, at the same totals and with the same VAT. */
function assertSame({ offers }: Quote, rows: readonly Row[]): void {
  const told = offers.map(({ ratePlan, roomType, taxed }) => ({
    ...{ plan: ratePlan, room_type: roomType, total: taxed.grossMinor },
    vat: taxed.taxes.find(({ code }) => code === 'VAT')?.amountMinor,
  }));
  assert.deepEqual(told, rows);
  for (const { taxed } of offers)
    assert.equal(
      nightLines(taxed.lines).reduce((sum, line) => sum + line.grossMinor, 0),
      taxed.grossMinor,
    );
}

/** As callers are told it: a line for each night of each offer. */
function toldByNight({ offers }: Quote): number {
  let lines = 0;
  for (const { taxed } of offers) lines += nightLines(taxed.lines).length;
  return lines;
}

export async function bench(options: BenchOptions): Promise<Figure> {
  const list = priceListOf(largeHotel, 7);
  const rival = await sqlPrices([list], [], firstDay);
  const rows = ({ arrivalDay, departureDay }: Wanted) =>
    rival.rows<Row>('quote', arrivalDay, departureDay);
  try {
    let offered = 0;
    const compared = options.quick ? 20 : 100;
    for (let at = 0; at < compared; at += 1) {
      const quoted = quote(list, stay(at));
      assertSame(quoted, await rows(stay(at)));
      offered += quoted.offers.length;
    }
    assert(offered > 0 && offered < compared * 200, 'some are offered and some are not');
    return await besideSql(
      {
        ...{ ours: (at) => toldByNight(quote(list, stay(at))), sql: (at) => rows(stay(at)), rival },
        ...{ ofOurs: 100, ofSql: 30, goalMs: 1 },
        unit: 'CPU ms, 14 nights × 20 plans × 10 types',
      },
      options,
    );
  } finally {
    await rival.stop();
  }
}
