/** A quote as callers see it: dates instead of day numbers, taxes with their names. */
import type * as z from 'zod';
import type { Quote as QuoteAnswer, QuoteLine } from '#schema/rates/http.ts';
import type { TaxEnvironment } from '#schema/rates/values.ts';
import { dateOfDay } from '#schema/values.ts';
import type { Declined, Offer, Quote } from './domain/quote.ts';
import type { Line } from './domain/tax-stay.ts';

export function quoteView(
  { offers, declined }: Quote,
  { arrival, departure }: { readonly arrival: string; readonly departure: string },
  currency: string,
  { taxes }: TaxEnvironment,
): z.input<typeof QuoteAnswer> {
  return {
    ...{ arrival, departure, currency },
    offers: offers.map((offer) => offerView(offer, taxes)),
    declined: declined.map(declinedView),
  };
}

function offerView(
  { ratePlan, roomType, mealPlan, taxed }: Offer,
  taxes: TaxEnvironment['taxes'],
): z.input<typeof QuoteAnswer>['offers'][number] {
  return {
    ...{ ratePlan, roomType, mealPlan, lines: taxed.lines.map(lineView) },
    taxes: taxed.taxes.map(({ code, amountMinor }) => {
      const tax = taxes.find((each) => each.code === code);
      return { code, name: tax?.name ?? code, amountMinor, onBehalf: tax?.onBehalf ?? false };
    }),
    ...{ netMinor: taxed.netMinor, taxMinor: taxed.taxMinor, totalMinor: taxed.grossMinor },
  };
}

function lineView({ charge, day, netMinor, taxes, grossMinor }: Line): z.input<typeof QuoteLine> {
  return {
    kind: charge === undefined ? 'tax' : charge.extra === undefined ? 'room' : 'extra',
    ...(day === undefined ? {} : { night: dateOfDay(day) }),
    ...(charge === undefined ? {} : { category: charge.category }),
    ...(charge?.extra === undefined ? {} : { extra: charge.extra }),
    ...{ netMinor, taxes: [...taxes], grossMinor },
  };
}

function declinedView({
  ratePlan,
  roomType,
  mealPlan,
  unpricedDays,
  broken,
}: Declined): z.input<typeof QuoteAnswer>['declined'][number] {
  return {
    ...{ ratePlan, roomType, mealPlan },
    reasons: [
      ...unpricedDays.map((day) => ({ code: 'noPrice' as const, night: dateOfDay(day) })),
      ...broken.map(({ restriction, scope, day, value }) => ({
        ...{ code: restriction, night: dateOfDay(day), scope },
        ...(value === undefined ? {} : { value }),
      })),
    ],
  };
}
