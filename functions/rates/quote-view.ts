/** A quote as callers see it: dates instead of day numbers, taxes with their names, each offer signed. */
import type * as z from 'zod';
import type { CreateQuote, Quote as QuoteAnswer } from '#schema/rates/http.ts';
import type { PoliciesDue, PricedStay, QuoteLine } from '#schema/rates/priced-stay.ts';
import { packQuote } from '#schema/rates/quoted-stay.ts';
import { toldRestriction } from '#schema/rates/restricted-stay.ts';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import type { Unchanging } from '#schema/unchanging.ts';
import { type Currency, dateOfDay, type HotelDate } from '#schema/values.ts';
import type { Declined, Offer, Quote, Wanted } from './domain/quote.ts';
import { type Line, nightLines } from './domain/tax-stay.ts';
import { memoized } from './memoized.ts';
import { policyWords } from './policy-words.ts';

type Answer = Unchanging<z.input<typeof QuoteAnswer>>;

export interface QuoteContext {
  readonly asked: z.infer<typeof CreateQuote> & Pick<Wanted, 'purpose' | 'childrenAges'>;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly taxes: TaxEnvironment['taxes'];
  readonly heldUntil: string;
  readonly accessCodeKnown?: boolean;
  sign(text: string): string;
}

/** What is told in words of its own, each made once for all offers. */
interface Words {
  readonly policies: (policies: PoliciesDue) => readonly string[];
  readonly night: (day: number) => HotelDate;
}

export function quoteView({ offers, declined }: Quote, context: QuoteContext): Answer {
  const { asked, currency, timeZone, heldUntil, accessCodeKnown } = context;
  const words = { policies: policyWords(currency, timeZone), night: memoized(dateOfDay) };
  return {
    ...{ arrival: asked.arrival, departure: asked.departure, currency, heldUntil },
    ...(accessCodeKnown === undefined ? {} : { accessCodeKnown }),
    offers: offers.map((offer) => offerView(offer, context, words)),
    declined: declined.map((each) => declinedView(each, asked.arrival)),
  };
}

function offerView(offer: Offer, context: QuoteContext, words: Words): Answer['offers'][number] {
  const { asked, currency } = context;
  const price = pricedStay(offer, context, words);
  const { arrival, departure, adults } = asked;
  const { roomType, roomsLeft } = offer;
  return {
    quoteId: context.sign(packQuote({ arrival, departure, roomType, adults, currency, price })),
    ...{ roomType, roomsLeft, ...price },
    policiesInWords: words.policies(offer.policies),
  };
}

function pricedStay(
  { ratePlan, mealPlan, taxed, policies }: Offer,
  { asked, taxes }: QuoteContext,
  { night }: Words,
): PricedStay {
  return {
    ...{ ratePlan, mealPlan, purpose: asked.purpose, childrenAges: asked.childrenAges },
    ...(asked.exemptions === undefined ? {} : { exemptions: asked.exemptions }),
    lines: nightLines(taxed.lines).map((line) => lineView(line, night)),
    taxes: taxed.taxes.map(({ code, amountMinor }) => {
      const tax = taxes.find((each) => each.code === code);
      return { code, name: tax?.name ?? code, amountMinor, onBehalf: tax?.onBehalf ?? false };
    }),
    ...{ netMinor: taxed.netMinor, taxMinor: taxed.taxMinor, totalMinor: taxed.grossMinor },
    policies,
  };
}

/** Those of nights, which nearly all are, without a spread: they are thousands. */
function lineView(
  { charge, day, netMinor, taxes, grossMinor }: Line,
  nightOf: Words['night'],
): QuoteLine {
  const extra = charge?.extra;
  const kind = charge === undefined ? 'tax' : extra === undefined ? 'room' : 'extra';
  if (day !== undefined && extra === undefined) {
    const night = nightOf(day);
    return charge === undefined
      ? { kind, night, netMinor, taxes, grossMinor }
      : { kind, night, category: charge.category, netMinor, taxes, grossMinor };
  }
  return {
    ...{ kind, ...(day === undefined ? {} : { night: nightOf(day) }) },
    ...(charge === undefined ? {} : { category: charge.category }),
    ...(extra === undefined ? {} : { extra }),
    ...{ netMinor, taxes, grossMinor },
  };
}

function declinedView(
  {
    ratePlan,
    roomType,
    mealPlan,
    personsMax,
    unpricedDays,
    soldOutDays,
    broken,
    isForOthers,
    isTooMuch,
  }: Declined,
  night: HotelDate,
): Answer['declined'][number] {
  const occupancy = { code: 'maximumOccupancy' as const, night, value: personsMax };
  return {
    ...{ ratePlan, roomType, mealPlan },
    reasons: [
      ...(personsMax === undefined ? [] : [occupancy]),
      ...(isForOthers === true ? [{ code: 'guestsNotOfPlan' as const, night }] : []),
      ...unpricedDays.map((day) => ({ code: 'noPrice' as const, night: dateOfDay(day) })),
      ...soldOutDays.map((day) => ({ code: 'soldOut' as const, night: dateOfDay(day) })),
      ...(isTooMuch === true ? [{ code: 'amountTooLarge' as const, night }] : []),
      ...broken.map(toldRestriction),
    ],
  };
}
