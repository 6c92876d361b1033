/**
 * The nights of a property the naive way, for tests: every figure is counted from plain maps when it
 * is asked for. It knows the rules of rooms by itself; of everything else it is told the outcome.
 */
import type { ReservationsEvent } from '#schema/reservations/events.ts';

export interface Held {
  readonly type: string;
  readonly flagged: boolean;
}

export interface ModelStay {
  arrival: string;
  departure: string;
  booked: string;
  held: string;
  status: string;
  closedOn: string | undefined;
  /** Date → what it holds there. */
  nights: Map<string, Held>;
}

interface Setting {
  physical?: number | undefined;
  outOfOrder?: number | undefined;
  sellLimit?: number | null | undefined;
  hard?: boolean | undefined;
}

export function nextDate(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

export function datesOf(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let date = from; date < to; date = nextDate(date)) dates.push(date);
  return dates;
}

export class Model {
  businessDate: string;
  readonly base: Map<string, number>;
  readonly stays = new Map<string, ModelStay>();
  readonly settings = new Map<string, Setting>();

  constructor(businessDate: string, base: ReadonlyMap<string, number>) {
    this.businessDate = businessDate;
    this.base = new Map(base);
  }

  count(scope: string, date: string, counts: (held: Held) => boolean): number {
    return [...this.stays.values()].filter((stay) => {
      const held = stay.nights.get(date);
      return held !== undefined && (scope === 'house' || held.type === scope) && counts(held);
    }).length;
  }

  sold(scope: string, date: string): number {
    return this.count(scope, date, () => true);
  }

  flagged(scope: string, date: string): number {
    return this.count(scope, date, (held) => held.flagged);
  }

  setting(scope: string, date: string): Setting {
    return this.settings.get(`${scope} ${date}`) ?? {};
  }

  usable(scope: string, date: string): number {
    if (scope === 'house') return this.sum((type) => this.usable(type, date));
    const { physical, outOfOrder } = this.setting(scope, date);
    return Math.max(0, (physical ?? this.base.get(scope) ?? 0) - (outOfOrder ?? 0));
  }

  limit(scope: string, date: string): number {
    const { sellLimit } = this.setting(scope, date);
    if (typeof sellLimit === 'number') return sellLimit;
    if (scope === 'house') return this.sum((type) => this.limit(type, date));
    return this.usable(scope, date);
  }

  short(scope: string, date: string): number {
    return Math.max(
      0,
      this.sold(scope, date) - this.limit(scope, date) - this.flagged(scope, date),
    );
  }

  sum(of: (type: string) => number): number {
    return [...this.base.keys()].reduce((total, type) => total + of(type), 0);
  }

  /** What taking the stay would mean: its nights, those without a room, and whether a hard limit is hit. */
  take(stay: ModelStay | undefined, type: string, arrival: string, departure: string) {
    const nights = new Map<string, Held>();
    const lacking: string[] = [];
    let hard = false;
    for (const date of datesOf(arrival, departure)) {
      const own = stay?.nights.get(date);
      if (date < this.businessDate || own?.type === type) {
        if (own !== undefined) nights.set(date, own);
        continue;
      }
      const scopes = own === undefined ? [type, 'house'] : [type];
      const full = scopes.filter((scope) => this.sold(scope, date) >= this.limit(scope, date));
      const over = scopes.filter((scope) => this.sold(scope, date) >= this.usable(scope, date));
      const rest = this.sold('house', date) - 1;
      const crowded = rest >= this.limit('house', date) || rest >= this.usable('house', date);
      if (full.length > 0) lacking.push(date);
      if (full.some((scope) => this.isHard(scope, date))) hard = true;
      const flagged = full.length + over.length > 0 || (own?.flagged === true && crowded);
      nights.set(date, { type, flagged });
    }
    return { nights, lacking, hard };
  }

  isHard(scope: string, date: string): boolean {
    const { sellLimit, hard } = this.setting(scope, date);
    return typeof sellLimit === 'number' && hard === true;
  }

  /** Keeps what lies before the business date and, of the rest, the nights before `until`. */
  release(stay: ModelStay, until: string): void {
    for (const date of [...stay.nights.keys()]) {
      if (date >= this.businessDate && date >= until) stay.nights.delete(date);
    }
  }

  apply(event: ReservationsEvent): void {
    switch (event.type) {
      case 'reservation.confirmed.v1':
      case 'reservation.modified.v1':
      case 'reservation.reinstated.v1':
      case 'reservation.checked_in.v1': {
        const { reservationId, booking, status, assignedRoomType } = event.data;
        const { arrival, departure, roomType: booked } = booking;
        const held = assignedRoomType ?? booked;
        const before = this.stays.get(reservationId);
        const { nights } = this.take(before, held, arrival, departure);
        const closedOn = undefined;
        this.stays.set(reservationId, {
          arrival,
          departure,
          booked,
          held,
          status,
          closedOn,
          nights,
        });
        return;
      }
      case 'reservation.cancelled.v1':
        this.close(event.data.reservationId, 'cancelled', () => '');
        return;
      case 'reservation.checked_out.v1':
        this.close(event.data.reservationId, 'checked_out', () => this.businessDate);
        return;
      case 'reservation.no_show.v1':
        this.close(event.data.reservationId, 'no_show', ({ arrival }) => nextDate(arrival));
        return;
      case 'reservation.check_in_undone.v1':
        this.stayOf(event.data.reservationId).status = 'confirmed';
        return;
      case 'inventory.set.v1': {
        const { roomType, from, to, physical, outOfOrder, sellLimit, hard } = event.data;
        for (const date of datesOf(from, to)) {
          const setting = { ...this.setting(roomType ?? 'house', date) };
          if (physical !== undefined) setting.physical = physical;
          if (outOfOrder !== undefined) setting.outOfOrder = outOfOrder;
          if (sellLimit !== undefined) setting.sellLimit = sellLimit;
          if (hard !== undefined) setting.hard = hard;
          if (typeof setting.sellLimit !== 'number') setting.hard = false;
          this.settings.set(`${roomType ?? 'house'} ${date}`, setting);
        }
        return;
      }
      case 'rooms.counted.v1': {
        const { roomType, rooms } = event.data;
        const before = this.base.get(roomType) ?? 0;
        for (const [key, setting] of this.settings) {
          const [type, date = ''] = key.split(' ');
          if (type !== roomType || date < this.businessDate) continue;
          const { physical = before } = setting;
          setting.physical = physical === before ? rooms : Math.min(physical, rooms);
        }
        this.base.set(roomType, rooms);
        return;
      }
      case 'business_day.closed.v1':
        this.businessDate = nextDate(this.businessDate);
        return;
      case 'property.opened.v1':
      case 'reservation.turned_away.v1':
      case 'persons.limited.v1':
      case 'stays.restricted.v1':
      case 'work_item.resolved.v1':
        return;
    }
  }

  close(id: string, status: string, until: (stay: ModelStay) => string): void {
    const stay = this.stayOf(id);
    this.release(stay, until(stay));
    stay.status = status;
    stay.closedOn = this.businessDate;
  }

  stayOf(id: string): ModelStay {
    const stay = this.stays.get(id);
    if (stay === undefined) throw new Error(`no stay ${id}`);
    return stay;
  }
}
