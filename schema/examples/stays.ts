/** The stay of the story: what a desk sends, and what it sees. Each example is named as its schema. */
import { ids } from './ids.ts';

export const SubmitReservation = {
  arrival: '2026-05-12',
  departure: '2026-05-14',
  roomType: 'DBL',
  rates: [
    { night: '2026-05-12', amountMinor: 129_00, currency: 'EUR' },
    { night: '2026-05-13', amountMinor: 119_00, currency: 'EUR' },
  ],
  adults: 2,
  children: 0,
  infants: 0,
  guest: { firstName: 'Clara', lastName: 'Novak', email: 'clara@novak.example' },
  country: 'CZE',
  comment: 'Comes late, by the last train.',
};
/** `quoteId` as a quote gave it. */
export const BookQuote = {
  quoteId: 'WzEsWyIyMDI2LTA1LTEyIi…',
  guest: { firstName: 'Clara', lastName: 'Novak', email: 'clara@novak.example' },
  country: 'CZE',
};
export const ModifyReservation = {
  arrival: '2026-05-12',
  departure: '2026-05-13',
  rates: SubmitReservation.rates.slice(0, 1),
};
export const CancelReservation = { reason: 'requested_by_guest' };
export const CheckInReservation = { assignedRoomType: 'STE' };
export const CheckOutReservation = { earlyDeparture: false };
export const NoDetails = {};

export const Reservation = {
  id: ids.reservation,
  propertyId: ids.property,
  confirmationNumber: 'K7M4Q9XRT3',
  status: 'confirmed',
  version: 1,
  ...SubmitReservation,
  currency: 'EUR',
  totalMinor: 248_00,
  validationMessages: [],
  actions: [
    { action: 'modify', allowed: true, reasons: [] },
    { action: 'cancel', allowed: true, reasons: [] },
    { action: 'reinstate', allowed: false, reasons: ['already_done'] },
    { action: 'check_in', allowed: false, reasons: ['not_due_in'] },
    { action: 'undo_check_in', allowed: false, reasons: ['already_done'] },
    { action: 'check_out', allowed: false, reasons: ['not_in_house'] },
    { action: 'mark_no_show', allowed: false, reasons: ['not_due_in'] },
  ],
  bookedAt: '2026-05-10T09:14:03.120Z',
  updatedAt: '2026-05-10T09:14:03.120Z',
};
export const ReservationPage = { reservations: [Reservation] };
export const CommandPending = { status: 'pending' };
export const ReservationPending = { id: ids.reservation, ...CommandPending };

const listed = {
  reservationId: ids.reservation,
  version: 1,
  confirmationNumber: Reservation.confirmationNumber,
  guestName: 'Clara Novak',
  arrival: '2026-05-12',
  departure: '2026-05-14',
  roomType: 'DBL',
  adults: 2,
  children: 0,
  infants: 0,
};
export const ArrivalPage = {
  date: '2026-05-12',
  arrivals: [{ ...listed, status: 'confirmed', flagged: false }],
};
export const InHousePage = { guests: [{ ...listed, version: 2 }] };

export const ImportCommands = {
  commands: [
    {
      key: 'booking-1',
      type: 'book',
      effectiveAt: '2026-05-10T09:14:03.120Z',
      acceptance: 'accept_and_flag',
      booking: SubmitReservation,
    },
    {
      key: 'booking-1-cancelled',
      type: 'cancel',
      effectiveAt: '2026-05-11T10:00:00.000Z',
      booking: 'booking-1',
      ...CancelReservation,
    },
  ],
};
export const ImportResults = {
  results: ImportCommands.commands.map(({ key }) => ({
    key,
    outcome: 'accepted',
    reservationId: ids.reservation,
    replayed: false,
  })),
};
