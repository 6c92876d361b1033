/** The HTTP contract of the context `reservations`: requests are strict, answers are complete. */
import * as z from 'zod';
import { FeeDue, PricedStay } from '#schema/rates/priced-stay.ts';
import {
  Acceptance,
  ConfirmationNumber,
  CountryCode,
  Currency,
  dayNumber,
  daysAheadMax,
  HotelDate,
  Instant,
  nightsPerStayMax,
  PropertyId,
  ReservationId,
  RoomTypeCode,
} from '#schema/values.ts';
import { CancelReason, NightRate, ReservationStatus, ValidationMessage } from './values.ts';

export const PropertyParams = z.strictObject({ propertyId: PropertyId });
export const ReservationParams = z.strictObject({
  propertyId: PropertyId,
  reservationId: ReservationId,
});

/** Personal data: sealed at the door, and unreadable everywhere once its key is erased. */
export const Guest = z.strictObject({
  firstName: z.string().max(100).optional(),
  lastName: z.string().min(1).max(100),
  email: z.email().max(200).optional(),
  phone: z.string().max(40).optional(),
});

const peopleMax = 100;
const details = {
  roomType: RoomTypeCode,
  /** One for each night of `[arrival, departure)`, in order; empty for day use. */
  rates: z.array(NightRate).max(nightsPerStayMax),
  adults: z.int().min(0).max(peopleMax),
  /** `null`: the source does not know. */
  children: z.int().min(0).max(peopleMax).nullable(),
  infants: z.int().min(0).max(peopleMax),
  guest: Guest,
  /** `null`: the source does not know. Leave it out when nobody asked. */
  country: CountryCode.nullable(),
  externalCode: z.string().min(1).max(100),
  comment: z.string().max(1000),
};

/** Rates name their nights, so that nobody shifts them by one unseen, and share one currency. */
function ratesFit(stay: {
  arrival?: HotelDate | undefined;
  departure?: HotelDate | undefined;
  rates?: readonly NightRate[] | undefined;
}): boolean {
  const { arrival, departure, rates } = stay;
  if (rates === undefined) return true;
  if (arrival === undefined || departure === undefined) return false;
  const first = dayNumber(arrival);
  return (
    rates.length === dayNumber(departure) - first &&
    rates.every(
      ({ night, currency }, at) =>
        dayNumber(night) === first + at && currency === rates[0]?.currency,
    )
  );
}
const ratesError = {
  path: ['rates'],
  error:
    'there is one rate for each night from arrival to the night before departure, in order, in one currency',
};

const quoted = ['arrival', 'departure', 'roomType', 'rates', 'adults', 'children', 'infants'];
const isQuoteAlone = (change: object): boolean => !quoted.some((field) => field in change);

/** Half-open: the guest sleeps on the night of `arrival` and is gone on `departure`. Equal dates are day use. */
export const SubmitReservation = z
  .strictObject({
    arrival: HotelDate,
    departure: HotelDate,
    roomType: details.roomType,
    rates: details.rates,
    adults: details.adults,
    children: details.children.optional(),
    infants: details.infants.optional(),
    guest: details.guest.optional(),
    country: details.country.optional(),
    externalCode: details.externalCode.optional(),
    comment: details.comment.optional(),
  })
  .refine((stay) => stay.arrival <= stay.departure, {
    path: ['departure'],
    error: 'departure is before arrival',
  })
  .refine((stay) => nightsBetween(stay.arrival, stay.departure) <= nightsPerStayMax, {
    path: ['departure'],
    error: `a stay has at most ${nightsPerStayMax} nights`,
  })
  .refine(ratesFit, ratesError);
export type SubmitReservation = z.infer<typeof SubmitReservation>;

/** A quote of a year in which no two nights cost the same, with five taxes each. */
const quoteIdLengthMax = 40_000;
const QuoteId = z.string().min(1).max(quoteIdLengthMax);

/** Stay, room type, persons and price are those of the quote. */
export const BookQuote = z.strictObject({
  quoteId: QuoteId,
  guest: details.guest.optional(),
  country: details.country.optional(),
  externalCode: details.externalCode.optional(),
  comment: details.comment.optional(),
});
export type BookQuote = z.infer<typeof BookQuote>;

/**
 * What is left out stays. Rates go with arrival and departure, and are given whenever these move. A quote
 * stands for all of stay, room type, persons and price; without a new one, whoever changes these loses the old.
 */
export const ModifyReservation = z
  .strictObject({
    quoteId: QuoteId.optional(),
    arrival: HotelDate.optional(),
    departure: HotelDate.optional(),
    roomType: details.roomType.optional(),
    rates: details.rates.optional(),
    adults: details.adults.optional(),
    children: details.children.optional(),
    infants: details.infants.optional(),
    guest: details.guest.optional(),
    country: details.country.optional(),
    externalCode: details.externalCode.optional(),
    comment: details.comment.optional(),
  })
  .refine(ratesFit, ratesError)
  .refine((change) => change.quoteId === undefined || isQuoteAlone(change), {
    path: ['quoteId'],
    error: 'goes without arrival, departure, roomType, rates, adults, children and infants',
  });
export type ModifyReservation = z.infer<typeof ModifyReservation>;

export const CancelReservation = z.strictObject({ reason: CancelReason });
export const CheckInReservation = z.strictObject({
  /** The room type really given, where it is not the booked one: an upgrade, not a new booking. */
  assignedRoomType: RoomTypeCode.optional(),
});
export const CheckOutReservation = z.strictObject({
  /** Leaving before the departure date gives the remaining nights back, so it must be said. */
  earlyDeparture: z.boolean().optional(),
});
export const NoDetails = z.strictObject({});

export const Action = z.strictObject({
  action: z.enum([
    'modify',
    'cancel',
    'reinstate',
    'check_in',
    'undo_check_in',
    'check_out',
    'mark_no_show',
  ]),
  allowed: z.boolean(),
  reasons: z.array(z.string()),
});

export const Reservation = z.strictObject({
  id: ReservationId,
  propertyId: PropertyId,
  confirmationNumber: ConfirmationNumber,
  status: ReservationStatus,
  version: z.int().min(1),
  arrival: HotelDate,
  departure: HotelDate,
  roomType: RoomTypeCode,
  assignedRoomType: RoomTypeCode.optional(),
  rates: z.array(NightRate),
  currency: Currency,
  /** With all taxes and extras, where it was booked by a quote; the sum of its rates elsewhere. */
  totalMinor: z.int(),
  /** Where it was booked by a quote: as it was quoted. */
  price: PricedStay.optional(),
  /** Of a guest who cancelled or did not come, as the policies of its price ask. */
  feeOwed: FeeDue.optional(),
  adults: z.int(),
  children: z.int().nullable(),
  infants: z.int(),
  /** Absent when none was given, or it was erased. */
  guest: Guest.optional(),
  comment: z.string().optional(),
  country: CountryCode.nullable().optional(),
  externalCode: z.string().optional(),
  cancelReason: CancelReason.optional(),
  validationMessages: z.array(ValidationMessage),
  actions: z.array(Action),
  bookedAt: Instant,
  updatedAt: Instant,
});
export type Reservation = z.infer<typeof Reservation>;

/** The log has the command; nobody has decided it yet. Ask `Location`, or repeat with the same key. */
export const ReservationPending = z.strictObject({
  id: ReservationId,
  status: z.literal('pending'),
});
export const CommandPending = z.strictObject({ status: z.literal('pending') });

export const pageSizeMax = 100;
export const ListReservations = z.strictObject({
  status: ReservationStatus.optional(),
  arrivalFrom: HotelDate.optional(),
  arrivalTo: HotelDate.optional(),
  departureFrom: HotelDate.optional(),
  departureTo: HotelDate.optional(),
  /** In house on the business date. */
  inHouse: z.enum(['true', 'false']).optional(),
  limit: z.int().min(1).max(pageSizeMax).optional(),
  cursor: z.string().max(200).optional(),
});
export const ReservationPage = z.strictObject({
  reservations: z.array(Reservation),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});

const listed = {
  reservationId: ReservationId,
  version: z.int(),
  confirmationNumber: ConfirmationNumber,
  guestName: z.string().optional(),
  arrival: HotelDate,
  departure: HotelDate,
  /** What the guest gets: the assigned type where there is one. */
  roomType: RoomTypeCode,
  adults: z.int(),
  children: z.int().nullable(),
  infants: z.int(),
};
const listQuery = {
  limit: z.int().min(1).max(pageSizeMax).optional(),
  cursor: z.string().max(200).optional(),
};
/** The business date unless another is asked for. */
export const ArrivalsQuery = z.strictObject({ date: HotelDate.optional(), ...listQuery });
export const ArrivalPage = z.strictObject({
  date: HotelDate,
  /** Cancelled ones are left out. */
  arrivals: z.array(z.strictObject({ ...listed, status: z.string(), flagged: z.boolean() })),
  nextCursor: z.string().optional(),
});
export const InHouseQuery = z.strictObject(listQuery);
export const InHousePage = z.strictObject({
  guests: z.array(z.strictObject(listed)),
  nextCursor: z.string().optional(),
});

/** A chart of a year and a little; more is asked for in pieces. */
export const nightsPerAnswerMax = 400;
export const NightsQuery = z
  .strictObject({ from: HotelDate, to: HotelDate })
  .refine((range) => range.from < range.to, {
    path: ['to'],
    error: 'to is the day after the last night, so after from',
  })
  .refine((range) => nightsBetween(range.from, range.to) <= nightsPerAnswerMax, {
    path: ['to'],
    error: `at most ${nightsPerAnswerMax} nights at once`,
  });

export const NightAvailability = z.strictObject({
  night: HotelDate,
  physical: z.int(),
  outOfOrder: z.int(),
  /** `null`: no limit beyond what is usable. */
  sellLimit: z.int().nullable(),
  hard: z.boolean(),
  sold: z.int(),
  /** Of the sold ones, how many were accepted beyond the limit and are on the work list. */
  flagged: z.int(),
  /** Sold before the limit fell below; on the work list too. */
  short: z.int(),
  /** What can still be sold on this night. */
  left: z.int(),
});
export const Availability = z.strictObject({
  businessDate: HotelDate,
  house: z.array(NightAvailability),
  roomTypes: z.array(
    z.strictObject({ code: RoomTypeCode, name: z.string(), nights: z.array(NightAvailability) }),
  ),
});

const roomsMax = 100_000;
const range = { from: HotelDate, to: HotelDate };
const isRange = (body: { from: HotelDate; to: HotelDate }): boolean =>
  body.from < body.to && nightsBetween(body.from, body.to) <= daysAheadMax;
const rangeError = { path: ['to'], error: `to is after from, by at most ${daysAheadMax} days` };

/** Rooms of a type that stand, on the nights `[from, to)`. */
export const SetRoomCount = z
  .strictObject({ ...range, roomType: RoomTypeCode, physical: z.int().min(0).max(roomsMax) })
  .refine(isRange, rangeError);
/** Rooms of a type out of order on the nights `[from, to)`: they cannot be sold. 0 ends it. */
export const SetOutOfOrder = z
  .strictObject({ ...range, roomType: RoomTypeCode, rooms: z.int().min(0).max(roomsMax) })
  .refine(isRange, rangeError);
/** How many may be sold on the nights `[from, to)`: above what is usable it allows overbooking. */
export const SetSellLimit = z
  .strictObject({
    ...range,
    /** `null` for the whole house. */
    roomType: RoomTypeCode.nullable(),
    /** `null` removes the limit. */
    rooms: z.int().min(0).max(roomsMax).nullable(),
    /** A hard limit binds accept-and-flag sources too. */
    hard: z.boolean().optional(),
  })
  .refine(isRange, rangeError);

export const BusinessDay = z.strictObject({ businessDate: HotelDate });
export const CloseBusinessDay = z.strictObject({ businessDate: HotelDate });

export const WorkItem = z.strictObject({
  id: z.string(),
  /** A flagged reservation, a refused booking of a source that flags, or a night short of rooms. */
  kind: z.enum(['reservation', 'turned_away', 'night']),
  reason: z.string(),
  /** `closed`: its cause went away by itself. */
  status: z.enum(['open', 'resolved', 'closed']),
  reservationId: ReservationId.optional(),
  /** Of a night's item: which type, or `house`. */
  roomType: z.string().optional(),
  nights: z.array(HotelDate),
  /** Of a night's item: how many rooms are short. */
  rooms: z.int(),
  openedOn: HotelDate,
  /** How it was dealt with. */
  note: z.string().optional(),
});
export const ListWorkItems = z.strictObject({
  status: z.enum(['open', 'resolved', 'closed']).optional(),
  reason: z.string().max(50).optional(),
  limit: z.int().min(1).max(pageSizeMax).optional(),
  cursor: z.string().max(300).optional(),
});
export const WorkItemPage = z.strictObject({
  workItems: z.array(WorkItem),
  nextCursor: z.string().optional(),
});
export const ResolveWorkItem = z.strictObject({ note: z.string().min(1).max(500) });

/** One request of a migration or a replay: ordinary commands of one property, in order, each with its own key. */
export const importCommandsMax = 500;
const imported = {
  /** The command's own idempotency key. */
  key: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  effectiveAt: Instant,
};
/** The key of the imported booking it is about. */
const about = { booking: z.string().regex(/^[\x21-\x7e]{1,200}$/) };
export const ImportCommand = z.discriminatedUnion('type', [
  z.strictObject({
    ...imported,
    type: z.literal('book'),
    /** The policy of the source the booking came from. */
    acceptance: Acceptance,
    booking: SubmitReservation,
  }),
  z.strictObject({ ...imported, ...about, type: z.literal('cancel'), reason: CancelReason }),
  z.strictObject({
    ...imported,
    ...about,
    type: z.literal('check_in'),
    assignedRoomType: RoomTypeCode.optional(),
  }),
  z.strictObject({ ...imported, ...about, type: z.literal('check_out') }),
  z.strictObject({ ...imported, ...about, type: z.literal('mark_no_show') }),
  z.strictObject({ ...imported, type: z.literal('close_business_day'), businessDate: HotelDate }),
]);
export type ImportCommand = z.infer<typeof ImportCommand>;
export const ImportCommands = z.strictObject({
  commands: z.array(ImportCommand).min(1).max(importCommandsMax),
});
export const ImportResults = z.strictObject({
  results: z.array(
    z.strictObject({
      key: z.string(),
      /** `accepted`, `pending`, or the rejection. */
      outcome: z.string(),
      reservationId: ReservationId.optional(),
      /** Decided by an earlier request with the same key. */
      replayed: z.boolean(),
    }),
  ),
});

function nightsBetween(from: HotelDate, to: HotelDate): number {
  return dayNumber(to) - dayNumber(from);
}
