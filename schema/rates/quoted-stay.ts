/**
 * A quote as one short text, and back: it travels through the caller, signed, and is kept nowhere. Nights
 * that cost the same are told once, and what follows from the lines is not told.
 */
import type { Currency, HotelDate, RoomTypeCode } from '#schema/values.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import type { PoliciesDue, PricedStay, QuoteLine } from './priced-stay.ts';
import type {
  ChargeCategory,
  ExemptionCode,
  ExtraCode,
  MealPlan,
  RatePlanCode,
  TravelPurpose,
} from './values.ts';

export interface QuotedStay {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly adults: number;
  readonly currency: Currency;
  readonly price: PricedStay;
}

/** Moves when the layout below does: a quote of another one cannot be read, and is asked for again. */
const layout = 1;

/** What its signature is for. */
export const quotePurpose = 'quote';

/** Whose it is: nobody else's house takes it. */
export function quotePlace(tenantId: string, propertyId: string): string {
  return `${tenantId}/${propertyId}`;
}

type Tax = PricedStay['taxes'][number];
type PackedTax = readonly [code: Tax['code'], name: string, onBehalf: 0 | 1];
/** Lines on nights that follow each other, equal otherwise. A night counts from the arrival; `null`: of the stay. */
type Run = [
  count: number,
  kind: QuoteLine['kind'],
  night: number | null,
  category: ChargeCategory | 0,
  extra: ExtraCode | 0,
  netMinor: number,
  /** Places among the taxes, each with an amount. */
  ...taxes: readonly number[],
];
type Packed = readonly [
  layout: typeof layout,
  stay: readonly [
    arrival: HotelDate,
    departure: HotelDate,
    roomType: RoomTypeCode,
    adults: number,
    currency: Currency,
  ],
  plan: readonly [
    RatePlanCode,
    MealPlan,
    TravelPurpose,
    childrenAges: readonly number[],
    exemptions?: readonly ExemptionCode[],
  ],
  taxes: readonly PackedTax[],
  runs: readonly Run[],
  policies: PoliciesDue,
];

export function packQuote({ price, ...stay }: QuotedStay): string {
  const { arrival, departure, roomType, adults, currency } = stay;
  const { ratePlan, mealPlan, purpose, childrenAges, exemptions, taxes, policies } = price;
  const packed: Packed = [
    layout,
    [arrival, departure, roomType, adults, currency],
    exemptions === undefined
      ? [ratePlan, mealPlan, purpose, childrenAges]
      : [ratePlan, mealPlan, purpose, childrenAges, exemptions],
    taxes.map(({ code, name, onBehalf }) => [code, name, onBehalf ? 1 : 0]),
    runsOf(price.lines, taxes, dayNumber(arrival)),
    policies,
  ];
  return JSON.stringify(packed);
}

/** Undefined: it is of another layout. */
export function unpackQuote(text: string): QuotedStay | undefined {
  const [version, stay, plan, packedTaxes, runs, policies]: Packed = JSON.parse(text);
  if (version !== layout) return undefined;
  const [arrival, departure, roomType, adults, currency] = stay;
  const [ratePlan, mealPlan, purpose, childrenAges, exemptions] = plan;
  const lines = runs.flatMap((run) => linesOf(run, packedTaxes, dayNumber(arrival)));
  const taxes = packedTaxes.map(([code, name, onBehalf]) => ({
    ...{ code, name, amountMinor: sumOf(lines, code), onBehalf: onBehalf === 1 },
  }));
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.amountMinor, 0);
  return {
    ...{ arrival, departure, roomType, adults, currency },
    price: {
      ...{ ratePlan, mealPlan, purpose, childrenAges, lines, taxes },
      ...(exemptions === undefined ? {} : { exemptions }),
      ...{ netMinor, taxMinor, totalMinor: netMinor + taxMinor, policies },
    },
  };
}

/** Nothing is made of a line that goes on with the run before it: most of them do, and a quote has thousands. */
function runsOf(lines: readonly QuoteLine[], taxes: readonly Tax[], firstDay: number): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  let before: QuoteLine | undefined;
  for (const line of lines) {
    const night = line.night === undefined ? null : dayNumber(line.night) - firstDay;
    if (run !== undefined && isNext(run, night) && isAlike(line, before)) run[0] += 1;
    else {
      run = runFrom(line, night, taxes);
      runs.push(run);
    }
    before = line;
  }
  return runs;
}

function isNext([count, , begun]: Run, night: number | null): boolean {
  return night !== null && begun !== null && night === begun + count;
}

function runFrom(
  { kind, category, extra, netMinor, taxes: laid }: QuoteLine,
  night: number | null,
  taxes: readonly Tax[],
): Run {
  const run: Run = [1, kind, night, category ?? 0, extra ?? 0, netMinor];
  for (const { code, amountMinor } of laid)
    run.push(
      taxes.findIndex((tax) => tax.code === code),
      amountMinor,
    );
  return run;
}

/** But for its night. */
function isAlike(line: QuoteLine, before: QuoteLine | undefined): boolean {
  return (
    before !== undefined &&
    line.netMinor === before.netMinor &&
    line.kind === before.kind &&
    line.category === before.category &&
    line.extra === before.extra &&
    (line.taxes === before.taxes || areAlike(line.taxes, before.taxes))
  );
}

function areAlike(taxes: QuoteLine['taxes'], before: QuoteLine['taxes']): boolean {
  if (taxes.length !== before.length) return false;
  for (let at = 0; at < taxes.length; at += 1) {
    const [one, other] = [taxes[at], before[at]];
    if (one?.amountMinor !== other?.amountMinor || one?.code !== other?.code) return false;
  }
  return true;
}

function linesOf(
  [count, kind, night, category, extra, netMinor, ...laid]: Run,
  packedTaxes: readonly PackedTax[],
  firstDay: number,
): QuoteLine[] {
  const taxes = Array.from({ length: laid.length / 2 }, (_, at) => {
    const tax = packedTaxes[laid[2 * at] ?? -1];
    if (tax === undefined) throw new Error('a quote has a tax that it does not name');
    return { code: tax[0], amountMinor: laid[2 * at + 1] ?? 0 };
  });
  const grossMinor = taxes.reduce((sum, { amountMinor }) => sum + amountMinor, netMinor);
  return Array.from({ length: count }, (_, at) => ({
    kind,
    ...(night === null ? {} : { night: dateOfDay(firstDay + night + at) }),
    ...(category === 0 ? {} : { category }),
    ...(extra === 0 ? {} : { extra }),
    ...{ netMinor, taxes, grossMinor },
  }));
}

function sumOf(lines: readonly QuoteLine[], code: Tax['code']): number {
  return lines.reduce(
    (sum, line) =>
      line.taxes.reduce((inner, tax) => (tax.code === code ? inner + tax.amountMinor : inner), sum),
    0,
  );
}
