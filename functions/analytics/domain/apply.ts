/**
 * What a fact changes in what the statistics know of one reservation. A fact carries the whole
 * reservation, so the last one alone decides, and one that comes late changes nothing.
 */
import type { ReservationFact, TurnedAway } from '#schema/reservations/events.ts';
import type {
  ReservationStatus,
  ValidationCode,
  ValidationMessage,
} from '#schema/reservations/values.ts';
import type { HotelDate, RoomTypeCode } from '#schema/values.ts';

/** Nights that were slept in and left: the only ones that count as sold. */
export interface CountedNights {
  readonly from: HotelDate;
  /** The booked one, whatever the guest was given. */
  readonly roomType: RoomTypeCode;
  /** One for each night from `from` on. */
  readonly ratesMinor: readonly number[];
}

export interface Stay {
  /** Of the last fact counted; 0 while it was only turned away. */
  readonly version: number;
  readonly status: ReservationStatus | undefined;
  /** How often it was refused for want of a room. */
  readonly turnedAway: number;
  readonly reasons: readonly ValidationCode[];
  readonly counted: CountedNights | undefined;
}

export type StayFact =
  | { readonly kind: 'reservation'; readonly data: ReservationFact; readonly nightsStayed?: number }
  | { readonly kind: 'turned_away'; readonly data: TurnedAway };

export const unknownStay: Stay = {
  version: 0,
  status: undefined,
  turnedAway: 0,
  reasons: [],
  counted: undefined,
};

/**
 * That a booking was made, with nothing to say of it: counted, and not kept. Most bookings are such, and
 * stay so for weeks. The fact alone tells, so that what is kept does not hang on what else came with it.
 */
export function isPlain(fact: StayFact): boolean {
  if (fact.kind === 'turned_away') return false;
  const { version, status, validationMessages } = fact.data;
  return version === 1 && status === 'confirmed' && validationMessages.length === 0;
}

export function apply(before: Stay, fact: StayFact): Stay {
  switch (fact.kind) {
    case 'turned_away':
      return turnAway(before, fact.data);
    case 'reservation':
      return fact.data.version > before.version ? follow(before, fact) : before;
  }
}

/** What a stay was counted as before a fact. Nothing is kept of a plain booking, which was counted all the same. */
export function countedBefore(kept: Stay, fact: StayFact): Stay {
  if (fact.kind === 'turned_away' || kept.version > 0 || fact.data.version === 1) return kept;
  return { ...kept, version: 1, status: 'confirmed' };
}

/** A booking that was refused is not overbooked: that it found no room is counted as such already. */
function turnAway(before: Stay, { validationMessages }: TurnedAway): Stay {
  const defects = validationMessages.filter(({ code }) => code !== 'overbooked');
  return {
    ...before,
    turnedAway: before.turnedAway + 1,
    reasons: withReasons(before.reasons, defects),
  };
}

function follow(before: Stay, fact: StayFact & { readonly kind: 'reservation' }): Stay {
  const { version, status, booking, validationMessages } = fact.data;
  return {
    version,
    status,
    turnedAway: before.turnedAway,
    reasons: withReasons(before.reasons, validationMessages),
    counted:
      status === 'checked_out'
        ? {
            from: booking.arrival,
            roomType: booking.roomType,
            ratesMinor: booking.ratesMinor.slice(0, fact.nightsStayed),
          }
        : undefined,
  };
}

function withReasons(
  before: readonly ValidationCode[],
  messages: readonly ValidationMessage[],
): readonly ValidationCode[] {
  const added = messages.map(({ code }) => code).filter((code) => !before.includes(code));
  return added.length === 0 ? before : [...new Set([...before, ...added])];
}
