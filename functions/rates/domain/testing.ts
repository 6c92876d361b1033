/** Taxes, prices and stays of tests, each said in a line. */
import { type Tax, type TaxCode, TaxEnvironment } from '#schema/rates/taxes.ts';
import { dayNumber, type HotelDate } from '#schema/values.ts';
import { type Charge, roomCharges as chargesOfRoom, type Stay } from './charges.ts';
import { taxLaw } from './tax-law.ts';
import { nightLines, stayTaxer, type Taxed } from './tax-stay.ts';

export function day(date: string): number {
  return dayNumber(date as HotelDate);
}

export function stay(arrival: string, nights: number, more: Partial<Stay> = {}): Stay {
  const arrivalDay = day(arrival);
  return { arrivalDay, departureDay: arrivalDay + nights, adults: 2, childrenAges: [], ...more };
}

/** A room charge for each night of the stay. */
export function roomCharges(of: Stay, ...nightsMinor: number[]): readonly Charge[] {
  return chargesOfRoom(nightsMinor, of);
}

export function taxCode(code: string): TaxCode {
  return code as TaxCode;
}

const plain = { included: false, onTaxes: [], exemptPurposes: [], onBehalf: false };

export function percentage(code: string, ratePpm: number, more: Partial<Tax> = {}): Tax {
  return {
    ...{ ...plain, code: taxCode(code), name: code, on: ['accommodation'] },
    ...{ amount: { kind: 'percentage', ratePpm }, ...more },
  };
}

export function fixed(
  code: string,
  charging: 'once' | 'per_night' | 'per_person' | 'per_person_night',
  amountMinor: number,
  more: Partial<Tax> = {},
): Tax {
  return {
    ...{ ...plain, code: taxCode(code), name: code, on: [], onBehalf: true },
    ...{ amount: { kind: 'fixed', charging, amountMinor }, ...more },
  };
}

export function environment(
  taxes: readonly Tax[],
  point: TaxEnvironment['rounding']['point'] = 'per_document',
  mode: TaxEnvironment['rounding']['mode'] = 'half_up',
): TaxEnvironment {
  return { taxes, rounding: { point, mode } };
}

export function taxed(
  charges: readonly Charge[],
  of: Stay,
  taxes: TaxEnvironment,
  purpose: 'business' | 'leisure' = 'leisure',
): Taxed {
  const told = stayTaxer(taxes, taxLaw(taxes, of, { purpose }))(charges);
  return { ...told, lines: nightLines(told.lines) };
}

/** What each tax comes to, and the total; the law must be one that may be set. */
export function owed(
  laws: readonly Tax[],
  of: Stay,
  charges: readonly Charge[] | number,
  point: 'per_line' | 'per_tax_bucket' | 'per_document' = 'per_tax_bucket',
): Record<string, number> {
  const env = TaxEnvironment.parse(environment(laws, point));
  const nights = of.departureDay - of.arrivalDay;
  const priced =
    typeof charges === 'number'
      ? roomCharges(of, ...Array.from({ length: nights }, () => charges))
      : charges;
  const { taxes, grossMinor } = taxed(priced, of, env);
  return {
    ...Object.fromEntries(taxes.map(({ code, amountMinor }) => [code, amountMinor])),
    total: grossMinor,
  };
}
