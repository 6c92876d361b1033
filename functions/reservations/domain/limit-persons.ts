/** Keeps who may sleep in a room of each type, and judges bookings by it, with a quote and without. */
import type { CommandEnvelope, LimitPersons } from '#schema/reservations/commands.ts';
import type { PersonsLimited } from '#schema/reservations/events.ts';
import type { Booking, ValidationMessage } from '#schema/reservations/values.ts';
import { passedBy } from '#schema/rooms/values.ts';
import type { RoomTypeCode } from '#schema/values.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { factHead } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** Descriptions come once, in order, or again, or late: of each type only a newer one than its last counts. */
export function limitPersons(
  command: CommandEnvelope,
  { roomTypes, listVersion }: LimitPersons,
  book: PropertyBook,
): Outcome {
  const newer = roomTypes.filter(({ roomType }) => {
    const known = book.persons.get(roomType);
    return known === undefined || known.listVersion < listVersion;
  });
  if (newer.length === 0) return accept();
  return accept({
    type: 'persons.limited.v1',
    data: { ...factHead(command, book), roomTypes: newer, listVersion },
  });
}

/** A type without a limit is kept, too: it tells how old its description is. */
export function applyPersons(book: PropertyBook, fact: PersonsLimited): PropertyBook {
  const { roomTypes, listVersion } = fact;
  for (const { roomType, occupancy } of roomTypes) {
    book.persons.set(roomType, { roomType, occupancy, listVersion });
    book.touched.persons.add(roomType);
  }
  return book;
}

/**
 * How many may sleep in a room of the type, where the booking is for more; undefined where they fit or nobody has said.
 * Infants take no bed, and children whose number is not known are nobody until it is.
 */
export function crowdedBy(
  { persons }: PropertyBook,
  roomType: RoomTypeCode,
  { adults, children }: Pick<Booking, 'adults' | 'children'>,
): number | undefined {
  const known = persons.get(roomType);
  return known === undefined ? undefined : passedBy(known.occupancy, adults, children ?? 0);
}

export function refuseCrowded(personsMax: number): Outcome {
  return reject('maximum_occupancy', { personsMax });
}

/** What a source that is taken all the same is flagged with. */
export function crowdedMessages(personsMax: number | undefined): readonly ValidationMessage[] {
  return personsMax === undefined ? [] : [{ code: 'maximum_occupancy' }];
}
