/** What a guest who cancelled or stayed away owes, by the policies that the stay was booked with (H12, H13). */
import type { FeeDue, PricedStay } from '#schema/rates/priced-stay.ts';
import type { CancelReason, ReservationStatus } from '#schema/reservations/values.ts';
import type { Instant } from '#schema/values.ts';

/** `at` is when it was cancelled. Undefined: nothing, as of a stay that was booked without a quote. */
export function feeOwed(
  price: PricedStay | undefined,
  status: ReservationStatus,
  cancelReason: CancelReason | null,
  at: Instant,
): FeeDue | undefined {
  if (price === undefined) return undefined;
  const { cancellation, noShow } = price.policies;
  if (status === 'no_show') return noShow ?? undefined;
  // A house that sends its guest away asks nothing for it.
  if (status !== 'cancelled' || cancelReason === 'requested_by_hotel') return undefined;
  return cancellation.findLast(({ from }) => Temporal.Instant.compare(from, at) <= 0)?.fee;
}
