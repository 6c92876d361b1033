import { describe, expect, test } from 'vitest';
import { pricedStay } from '#schema/examples/rates.ts';
import { Currency, dateOfDay, dayNumber, HotelDate, RoomTypeCode } from '#schema/values.ts';
import { PricedStay, type QuoteLine } from './priced-stay.ts';
import { packQuote, type QuotedStay, unpackQuote } from './quoted-stay.ts';

const arrival = HotelDate.parse('2026-05-12');
const quoted: QuotedStay = {
  ...{ arrival, departure: HotelDate.parse('2026-05-14'), adults: 2 },
  ...{ roomType: RoomTypeCode.parse('DBL'), currency: Currency.parse('EUR') },
  price: PricedStay.parse(pricedStay),
};

function withLines(lines: readonly QuoteLine[]): QuotedStay {
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
  const netMinor = sum(lines.map((line) => line.netMinor));
  const taxes = quoted.price.taxes.map((tax) => ({
    ...tax,
    amountMinor: sum(
      lines.flatMap((line) =>
        line.taxes.filter(({ code }) => code === tax.code).map(({ amountMinor }) => amountMinor),
      ),
    ),
  }));
  const taxMinor = sum(taxes.map(({ amountMinor }) => amountMinor));
  const totals = { netMinor, taxMinor, totalMinor: netMinor + taxMinor };
  return { ...quoted, price: { ...quoted.price, lines, taxes, ...totals } };
}

const [room] = quoted.price.lines;
function nights(count: number, netMinor: (night: number) => number): readonly QuoteLine[] {
  if (room === undefined) throw new Error('the example has a room');
  return Array.from({ length: count }, (_, night) => ({
    ...{ ...room, night: dateOfDay(dayNumber(arrival) + night), netMinor: netMinor(night) },
    grossMinor: netMinor(night) + 10_82,
  }));
}

describe('A quote as a text', () => {
  test('is read as it was written', () => {
    expect(unpackQuote(packQuote(quoted))).toEqual(quoted);
  });

  test.each([
    ['nights of one price', withLines(nights(30, () => 100_00))],
    ['nights of many prices', withLines(nights(30, (night) => 100_00 + (night % 7)))],
    ['a night left out', withLines(nights(5, () => 100_00).toSpliced(2, 1))],
    ['the same night twice', withLines([...nights(2, () => 1), ...nights(2, () => 1)])],
    ['lines of no night', withLines(nights(2, () => 1).map(({ night: _, ...line }) => line))],
    ['no line', withLines([])],
  ])('with %s', (_what, stay) => {
    expect(unpackQuote(packQuote(stay))).toEqual(stay);
  });

  test('grows with its prices, not with its nights', () => {
    const [short, long] = [2, 300].map(
      (count) => packQuote(withLines(nights(count, () => 100_00))).length,
    );
    expect((long ?? 0) - (short ?? 0)).toBeLessThan(10);
  });

  test('of another layout is none of ours', () => {
    expect(unpackQuote(packQuote(quoted).replace('[1,', '[2,'))).toBeUndefined();
  });
});
