/** The figures of a property from its nights: exact to the last digit shown. */
import type { HotelDate } from '#schema/values.ts';

/** A night of the whole house. */
export interface NightSum {
  readonly night: HotelDate;
  readonly rooms: number;
  readonly revenueMinor: number;
}

export interface Figures {
  readonly roomNightsSold: number;
  readonly roomRevenueMinor: number;
  readonly roomRevenue: string;
  readonly adr: string | null;
  readonly peakRoomsSold: { readonly date: HotelDate; readonly rooms: number } | null;
  readonly byStayMonth: Readonly<
    Record<
      string,
      { readonly roomNights: number; readonly roomRevenue: string; readonly adr: string }
    >
  >;
}

const adrDecimals = 4;

/** Digits of the minor unit where they are not two (ISO 4217). */
const digitsOfCurrency: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF'].map(without),
  ...['UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(without),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
]);
function without(code: string): readonly [string, number] {
  return [code, 0];
}

/** Nights in any order, each once. */
export function figuresOf(nights: readonly NightSum[], currency: string): Figures {
  const digits = digitsOfCurrency.get(currency) ?? 2;
  const total = { rooms: 0, revenueMinor: 0 };
  const months = new Map<string, { rooms: number; revenueMinor: number }>();
  let peak: NightSum | undefined;
  for (const each of nights.toSorted((a, b) => (a.night < b.night ? -1 : 1))) {
    total.rooms += each.rooms;
    total.revenueMinor += each.revenueMinor;
    const month = months.get(each.night.slice(0, 7)) ?? { rooms: 0, revenueMinor: 0 };
    month.rooms += each.rooms;
    month.revenueMinor += each.revenueMinor;
    months.set(each.night.slice(0, 7), month);
    if (each.rooms > (peak?.rooms ?? 0)) peak = each;
  }
  return {
    roomNightsSold: total.rooms,
    roomRevenueMinor: total.revenueMinor,
    roomRevenue: decimalText(BigInt(total.revenueMinor), digits),
    adr: total.rooms === 0 ? null : rateOf(total, digits),
    peakRoomsSold: peak === undefined ? null : { date: peak.night, rooms: peak.rooms },
    byStayMonth: Object.fromEntries(
      [...months].map(([month, sum]) => [
        month,
        {
          roomNights: sum.rooms,
          roomRevenue: decimalText(BigInt(sum.revenueMinor), digits),
          adr: rateOf(sum, digits),
        },
      ]),
    ),
  };
}

/** The average daily rate, rounded once, half away from zero. */
function rateOf(sum: { rooms: number; revenueMinor: number }, digits: number): string {
  const scaled = BigInt(sum.revenueMinor) * 10n ** BigInt(adrDecimals);
  const divisor = BigInt(sum.rooms) * 10n ** BigInt(digits);
  const half = scaled < 0n ? -divisor : divisor;
  return decimalText((2n * scaled + half) / (2n * divisor), adrDecimals);
}

/** 123456 with two digits → `1234.56`. */
export function decimalText(units: bigint, digits: number): string {
  const sign = units < 0n ? '-' : '';
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  if (digits === 0) return `${sign}${text}`;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
