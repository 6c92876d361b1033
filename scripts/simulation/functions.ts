/** The functions that the simulated house runs: the real ones of the booking path, and one listener of ours. */
import * as z from 'zod';
import { type AnyHttp, type SubscriberDeclaration, subscriber } from '#shared/function/declare.ts';
import projectNightStatistics from '../../functions/analytics/project-night-statistics.ts';
import recordProperty from '../../functions/properties/record-property.ts';
import cancelReservation from '../../functions/reservations/cancel-reservation.ts';
import checkInReservation from '../../functions/reservations/check-in-reservation.ts';
import checkOutReservation from '../../functions/reservations/check-out-reservation.ts';
import closeBusinessDay from '../../functions/reservations/close-business-day.ts';
import decideReservations from '../../functions/reservations/decide-reservations.ts';
import markNoShow from '../../functions/reservations/mark-no-show.ts';
import modifyReservation from '../../functions/reservations/modify-reservation.ts';
import openProperty from '../../functions/reservations/open-property.ts';
import projectArrivals from '../../functions/reservations/project-arrivals.ts';
import projectInHouse from '../../functions/reservations/project-in-house.ts';
import reinstateReservation from '../../functions/reservations/reinstate-reservation.ts';
import relayReservations from '../../functions/reservations/relay-reservations.ts';
import resolveWorkItem from '../../functions/reservations/resolve-work-item.ts';
import setOutOfOrder from '../../functions/reservations/set-out-of-order.ts';
import setRoomCount from '../../functions/reservations/set-room-count.ts';
import setSellLimit from '../../functions/reservations/set-sell-limit.ts';
import submitReservation from '../../functions/reservations/submit-reservation.ts';
import undoCheckIn from '../../functions/reservations/undo-check-in.ts';

/** Each states its own answers; whoever runs them all knows none of them. */
export const doors = [
  openProperty,
  submitReservation,
  modifyReservation,
  cancelReservation,
  reinstateReservation,
  checkInReservation,
  undoCheckIn,
  checkOutReservation,
  markNoShow,
  setSellLimit,
  setRoomCount,
  setOutOfOrder,
  resolveWorkItem,
  closeBusinessDay,
] as unknown as readonly AnyHttp[];

export const writers = [decideReservations, relayReservations];

export const projections = [projectArrivals, projectInHouse, projectNightStatistics];

/** What the listener wants: few enough that most of a seed's time goes to bookings. */
export const heardTypes = ['reservation.cancelled.v1', 'reservation.checked_in.v1'] as const;

const Heard = z.object({ reservationId: z.uuid(), version: z.int() });

/** Hears facts in order and writes down each of them, so that one heard twice shows. */
const listener = subscriber({
  context: 'properties',
  name: 'hear-reservations',
  purpose: 'Writes down what it hears, for the simulation to judge.',
  broker: 'reservations',
  filters: [{ any: heardTypes.map((type) => ({ exact: { type } })) }],
  order: 'ordered',
  delivery: { retry: 20, backoffPolicy: 'linear', backoffDelayMs: 100 },
  transaction: 'write',
  data: Heard,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, { sql }) {
    await sql.count(
      'insert into simulation.heard (event_id, subject, version) values ($1, $2, $3)',
      [event.id, data.reservationId, data.version],
    );
    return { outcome: 'done' };
  },
});

export const subscribers: readonly SubscriberDeclaration[] = [recordProperty, listener];
