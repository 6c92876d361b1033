/** A stay as it was quoted: opened at the door, where its signature is the proof of its price. */
import type { PricedStay } from '#schema/rates/priced-stay.ts';
import {
  type QuotedStay,
  quotePlace,
  quotePurpose,
  unpackQuote,
} from '#schema/rates/quoted-stay.ts';
import type { Booking } from '#schema/reservations/values.ts';
import { Instant, type PropertyId } from '#schema/values.ts';
import type { Problem } from '#shared/function/declare.ts';
import { instantText } from '#shared/instant.ts';
import type { Tools } from './command.ts';
import { problems } from './problems.ts';

export const quoteProblems = {
  ...problems,
  quote_unknown: {
    status: 422,
    title: 'This is no quote of this property',
    next: 'Send `quoteId` exactly as it was given, to the property that gave it.',
  },
} as const satisfies Record<string, Problem>;

export interface Quoted {
  /** What a quote says of a booking; the rest is the guest's. */
  readonly part: Omit<Booking, 'country' | 'externalCode' | 'personal' | 'price'> & {
    readonly price: PricedStay;
  };
  /** Whether it has ended is judged by the writer, so that a repeat hears what was decided. */
  readonly quotedUntil: Instant;
}

/** Undefined: it was not given by this house for this property, or by an older version of it. */
export function quotedBy(
  quoteId: string,
  tenantId: string,
  propertyId: PropertyId,
  { signed }: Pick<Tools, 'signed'>,
): Quoted | undefined {
  const opened = signed(quotePurpose).opened(quoteId, quotePlace(tenantId, propertyId));
  if (opened === undefined) return undefined;
  const quoted = unpackQuote(opened.text);
  if (quoted === undefined) return undefined;
  return {
    part: partOf(quoted),
    quotedUntil: Instant.parse(instantText(opened.untilMs)),
  };
}

function partOf({
  arrival,
  departure,
  roomType,
  adults,
  currency,
  price,
}: QuotedStay): Quoted['part'] {
  return {
    ...{ arrival, departure, roomType, currency, adults, infants: 0 },
    children: price.childrenAges.length,
    // What the guest pays for the room that night; what is paid once or by person stands beside it.
    ratesMinor: price.lines
      .filter(({ kind }) => kind === 'room')
      .map(({ grossMinor }) => grossMinor),
    price,
  };
}
