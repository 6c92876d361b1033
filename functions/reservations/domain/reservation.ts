/** A reservation as its property's book knows it. */
import type {
  CancelReason,
  ReservationStatus,
  ValidationMessage,
} from '#schema/reservations/values.ts';
import type { HotelDate, Instant, ReservationId, RoomTypeCode } from '#schema/values.ts';

/** All but what was booked. Never changed in place: every fact puts a new one. */
export interface ReservationState {
  readonly reservationId: ReservationId;
  readonly confirmationNumber: string;
  readonly version: number;
  readonly status: ReservationStatus;
  readonly assignedRoomType: RoomTypeCode | undefined;
  readonly validationMessages: readonly ValidationMessage[];
  readonly arrivalDay: number;
  readonly departureDay: number;
  /** The room type whose nights `[arrivalDay, heldUntilDay)` it holds, as far as they are not closed. */
  readonly heldScope: number;
  readonly heldUntilDay: number;
  readonly flaggedDays: readonly number[];
  readonly checkedInOn: HotelDate | null;
  readonly closedOn: HotelDate | null;
  readonly cancelReason: CancelReason | null;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

export interface Reservation extends ReservationState {
  /** Read by `bookingOf`. */
  readonly bookingText: string;
}
