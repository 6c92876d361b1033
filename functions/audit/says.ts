/** What each fact says of what it is about: all of a thing, as an earlier fact did, or the change itself. */
import type { guestsEvents } from '#schema/guests/events.ts';
import type { identityEvents } from '#schema/identity.ts';
import type { integrationsEvents } from '#schema/integrations.ts';
import type { ratesEvents } from '#schema/rates/events.ts';
import type { ReservationsEventType } from '#schema/reservations/events.ts';
import type { propertiesEvents } from '#schema/rooms/events.ts';

type FactType =
  | keyof typeof guestsEvents
  | keyof typeof identityEvents
  | keyof typeof integrationsEvents
  | keyof typeof propertiesEvents
  | keyof typeof ratesEvents
  | ReservationsEventType;

/** A fact that says all of a thing, as the one before it did. */
export interface Says {
  readonly allOf: string;
  /** The member that names the thing within its subject. */
  readonly by?: string;
  /** The member that holds several of them. */
  readonly list?: string;
  /** Nothing of it was there before. */
  readonly begins?: true;
}

const reservation: Says = { allOf: 'reservation' };
const guest: Says = { allOf: 'guest' };
const apiToken: Says = { allOf: 'api_token' };

/** `change`: what it says is the change, with what was `before` where there was something. */
const facts: Readonly<Record<FactType, Says | 'change'>> = {
  'api_token.created.v1': { ...apiToken, begins: true },
  'api_token.revoked.v1': apiToken,
  'business_day.closed.v1': 'change',
  'dead_letter.retried.v1': 'change',
  'guest.changed.v1': guest,
  'guest.created.v1': { ...guest, begins: true },
  'guest.erased.v1': 'change',
  'guest.merged.v1': 'change',
  'guest.reservation_linked.v1': 'change',
  'guest.reservation_unlinked.v1': 'change',
  'identity_provider.removed.v1': 'change',
  'identity_provider.set.v1': { allOf: 'identity_provider' },
  'inventory.set.v1': 'change',
  'persons.limited.v1': 'change',
  'prices.set.v1': 'change',
  'property.opened.v1': 'change',
  'property.set.v1': { allOf: 'property' },
  'rate_plan.set.v1': { allOf: 'rate_plan', by: 'ratePlan' },
  'reservation.cancelled.v1': reservation,
  'reservation.check_in_undone.v1': reservation,
  'reservation.checked_in.v1': reservation,
  'reservation.checked_out.v1': reservation,
  'reservation.confirmed.v1': { ...reservation, begins: true },
  'reservation.modified.v1': reservation,
  'reservation.no_show.v1': reservation,
  'reservation.reinstated.v1': reservation,
  'reservation.turned_away.v1': 'change',
  'restrictions.set.v1': 'change',
  'room_type.rooms_changed.v1': { allOf: 'rooms_changed', by: 'roomType' },
  'room_types.set.v1': { allOf: 'room_type', by: 'roomType', list: 'roomTypes' },
  'rooms.counted.v1': { allOf: 'rooms_counted', by: 'roomType' },
  'stay_restrictions.changed.v1': 'change',
  'stays.restricted.v1': 'change',
  'rooms.set.v1': { allOf: 'room', by: 'room', list: 'rooms' },
  'taxes.set.v1': { allOf: 'taxes' },
  'tenant.created.v1': 'change',
  'user.created.v1': 'change',
  'user.sign_in_refused.v1': 'change',
  'user.signed_in.v1': 'change',
  'work_item.resolved.v1': 'change',
};

/** Undefined where the fact says the change itself; one of a later release is taken so. */
export function saysOf(type: string): Says | undefined {
  const found = Object.hasOwn(facts, type) ? facts[type as FactType] : 'change';
  return found === 'change' ? undefined : found;
}

export function typesThatSay(allOf: string | undefined): readonly string[] {
  return Object.keys(facts).filter((type) => saysOf(type)?.allOf === allOf);
}
