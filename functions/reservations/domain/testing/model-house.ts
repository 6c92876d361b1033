/** A writer with its tables beside it and the naive model to compare with, step by step. */
import { expect } from 'vitest';
import {
  type ReservationsCommandBody,
  reservationsCommands,
} from '#schema/reservations/commands.ts';
import { type ReservationsEvent, reservationsEvents } from '#schema/reservations/events.ts';
import { type Acceptance, dayNumber, type ReservationId } from '#schema/values.ts';
import { openBook, type PropertyBook } from '../book.ts';
import { changes } from '../changes.ts';
import { decide } from '../decide.ts';
import { evolve } from '../evolve.ts';
import { admit, admitWorkItems, forget, loadBook, missingFor } from '../load.ts';
import { figuresAt, place } from '../nights.ts';
import type { Outcome } from '../outcome.ts';
import type { NightRow, StoredRows } from '../rows.ts';
import { code, command, date, opened, tenant, viewLoaded, viewOf } from '../testing.ts';
import { datesOf, Model } from './model.ts';
import { base, firstDate, later, nightsCount } from './model-steps.ts';
import { RowStore } from './row-store.ts';

/** A tolerant schema drops what it does not know, so an equal outcome says that it knows everything. */
function expectAsDeclared({ type, data }: ReservationsEvent): void {
  // A booking that was read is like any other, and a clone has no memory of its text.
  expect(reservationsEvents[type].parse(data)).toStrictEqual(structuredClone(data));
}

/** As versions left them that counted the house in rows of its own, and long out of date. */
export function withHouseCounted(rows: StoredRows): StoredRows {
  const counts = { physical: 9, outOfOrder: 9, sold: 9, flagged: 9 };
  const nights = new Map<string, NightRow>();
  for (const row of rows.nights) {
    nights.set(`${row.roomType} ${row.night}`, row);
    const known = rows.nights.find(
      ({ roomType, night }) => roomType === 'house' && night === row.night,
    );
    const house = known ?? { ...row, roomType: 'house', sellLimit: null, hard: false };
    nights.set(`house ${row.night}`, { ...house, ...counts });
  }
  return { ...rows, nights: [...nights.values()] };
}

export class House {
  readonly store = new RowStore();
  readonly model = new Model(firstDate, base);
  readonly book: PropertyBook;
  readonly seen: Record<string, number>;

  constructor(seen: Record<string, number>) {
    this.seen = seen;
    const fact = opened(firstDate);
    if (fact.type !== 'property.opened.v1') throw new Error('not opened');
    expectAsDeclared(fact);
    this.book = openBook(tenant, fact.data);
    this.store.write(changes(this.book));
  }

  say(body: ReservationsCommandBody, acceptance: Acceptance): Outcome {
    this.fetch(body);
    const before = viewOf(this.book);
    const asked = command(body, { acceptance });
    expect(reservationsCommands[body.type].parse(asked)).toStrictEqual(asked);
    const decision = decide(asked, this.book);
    expect(viewOf(this.book)).toEqual(before);
    this.expectRoomsJudged(body, acceptance, decision);
    for (const fact of decision.facts) {
      expectAsDeclared(fact);
      this.model.apply(fact);
      evolve(this.book, fact);
    }
    this.store.write(changes(this.book));
    const outcome = decision.accepted ? (decision.facts[0]?.type ?? 'nothing') : decision.rejection;
    this.seen[outcome] = (this.seen[outcome] ?? 0) + 1;
    return decision;
  }

  /** As the writer does before it decides. Here, ids are used again, so a booking's is looked up, too. */
  fetch(body: ReservationsCommandBody): void {
    const missing = missingFor(body, this.book);
    const { workItemId } = missing;
    const reservationId = body.type === 'book' ? body.reservationId : missing.reservationId;
    const rows = this.store.read();
    const row = rows.reservations.find((one) => one.reservationId === reservationId);
    if (row !== undefined) {
      admit(
        this.book,
        row,
        rows.workItems.filter((item) => item.reservationId === reservationId),
      );
    }
    admitWorkItems(
      this.book,
      rows.workItems.filter((item) => item.workItemId === workItemId),
    );
  }

  /** Taken only with room or a flag, refused only without: the nights exactly those the model lacks. */
  expectRoomsJudged(
    body: ReservationsCommandBody,
    acceptance: Acceptance,
    decision: Outcome,
  ): void {
    const wanted = this.wantedBy(body);
    if (wanted === undefined) return;
    const { stay, held, arrival, departure } = wanted;
    const { nights, lacking, hard } = this.model.take(stay, held, arrival, departure);
    const refused = lacking.length > 0 && (acceptance === 'strict' || hard);
    if (!decision.accepted && decision.rejection === 'no_room') {
      expect(refused).toBe(true);
      expect(decision.details).toEqual({ nights: lacking });
      return;
    }
    const [fact] = decision.facts;
    if (!decision.accepted || fact === undefined || !('validationMessages' in fact.data)) return;
    expect(refused).toBe(false);
    const flagged = [...nights].filter(([, one]) => one.flagged).map(([night]) => night);
    const message = fact.data.validationMessages.find((one) => one.code === 'overbooked');
    expect(message?.nights ?? []).toEqual(flagged);
  }

  /** The stay a command asks for, where it asks for nights at all. */
  wantedBy(body: ReservationsCommandBody) {
    switch (body.type) {
      case 'book':
        if (this.book.reservations.has(body.reservationId)) return undefined;
        return { stay: undefined, held: body.booking.roomType as string, ...body.booking };
      case 'modify':
      case 'reinstate':
      case 'check_in': {
        const stay = this.model.stays.get(body.reservationId);
        if (stay === undefined) return undefined;
        const { arrival, departure, booked, held } = stay;
        if (body.type === 'reinstate') return { stay, held, arrival, departure };
        if (body.type === 'check_in')
          return { stay, held: body.assignedRoomType ?? held, arrival, departure };
        const { roomType = booked } = body.changes;
        return {
          stay,
          held: roomType === booked ? held : roomType,
          arrival,
          departure,
          ...body.changes,
        };
      }
      case 'cancel':
      case 'undo_check_in':
      case 'check_out':
      case 'mark_no_show':
      case 'open_property':
      case 'set_inventory':
      case 'count_rooms':
      case 'limit_persons':
      case 'restrict_stays':
      case 'close_business_day':
      case 'resolve_work_item':
        return undefined;
    }
  }

  close(): void {
    const today = this.model.businessDate;
    const due = [...this.model.stays].filter(
      ([, { status, arrival, departure }]) =>
        (status === 'confirmed' && arrival <= today) ||
        (status === 'in_house' && departure <= today),
    );
    const decision = this.say({ type: 'close_business_day', businessDate: date(today) }, 'strict');
    expect(decision.accepted).toBe(due.length === 0);
    if (decision.accepted) return;
    const ids = [...(decision.details.dueIn ?? []), ...(decision.details.dueOut ?? [])].sort();
    expect(ids).toEqual(due.map(([reservationId]) => reservationId).sort());
  }

  /** As a desk does it: everyone due arrives or does not, everyone due leaves, and the day is closed. */
  night(arriving: boolean): void {
    const today = this.model.businessDate;
    for (const [key, { status, arrival, departure }] of [...this.model.stays]) {
      const on = { reservationId: key as ReservationId };
      if (status === 'in_house' && departure <= today) {
        this.say({ type: 'check_out', ...on, earlyDeparture: false }, 'strict');
      } else if (status === 'confirmed' && arrival <= today) {
        this.say({ type: arriving ? 'check_in' : 'mark_no_show', ...on }, 'strict');
      }
    }
    this.close();
  }

  expectSameNights(): void {
    const { book, model } = this;
    const days = datesOf(model.businessDate, later(model.businessDate, 2 * nightsCount));
    const scopes = [...model.base.keys(), 'house'];
    const nights = days.flatMap((day) => scopes.map((scope) => ({ day, scope })));
    const said = nights.map(({ day, scope }) => {
      const index = book.scopes.get(code(scope)) ?? book.nights.house;
      const at = place(book.nights, index, dayNumber(date(day)));
      const { sold, flagged, usable, limit, hard, short } = figuresAt(book.nights, at);
      const item = book.workItems.get(`${day}.${scope}.limit_reduced`);
      const listed = item === undefined || item.status === 'closed' ? 0 : item.rooms;
      return { day, scope, sold, flagged, usable, limit, hard, short, listed };
    });
    const counted = nights.map(({ day, scope }) => ({
      day,
      scope,
      sold: model.sold(scope, day),
      flagged: model.flagged(scope, day),
      usable: model.usable(scope, day),
      limit: model.limit(scope, day),
      hard: model.isHard(scope, day),
      short: model.short(scope, day),
      listed: model.short(scope, day),
    }));
    expect(said).toEqual(counted);
    expect(
      said.filter(({ sold, flagged, limit, listed }) => sold - flagged > limit + listed),
    ).toEqual([]);
  }

  /** Every open stay holds each of its nights ahead, and every flag is on the work list. */
  expectWholeStays(): void {
    const { businessDate, stays } = this.model;
    for (const [reservationId, { status, arrival, departure, held, nights }] of stays) {
      const ahead = [...nights.keys()].filter((night) => night >= businessDate);
      const isOpen = status === 'confirmed' || status === 'in_house';
      const whole = datesOf(arrival, departure).filter((night) => night >= businessDate);
      if (isOpen) {
        expect(ahead.map((night) => [night, nights.get(night)?.type])).toEqual(
          whole.map((night) => [night, held]),
        );
        const row = this.store.workItems.get(`${reservationId}.overbooked`);
        const flagged = [...nights].filter(([, one]) => one.flagged).map(([night]) => night);
        if (flagged.length > 0) expect(row).toMatchObject({ nights: flagged });
        if (flagged.length > 0) expect(row?.status).not.toBe('closed');
      } else if (status !== 'no_show') expect(ahead).toEqual([]);
    }
  }

  /** The house has a row for every night whose limit was ever set, and for no other. */
  expectHouseRows(): void {
    const rows = [...this.store.nights.values()].filter(({ roomType }) => roomType === 'house');
    const said = rows.map(({ night, sellLimit, hard }) => [`house ${night}`, sellLimit, hard]);
    const settings = [...this.model.settings].filter(([key]) => key.startsWith('house '));
    const set = settings.map(([key, { sellLimit = null, hard = false }]) => [key, sellLimit, hard]);
    expect(said.sort()).toEqual(set.sort());
  }

  expectSameLoaded(forgotten: boolean, rows = this.store.read()): void {
    const loaded = loadBook(rows);
    if (forgotten) forget(loaded);
    expect(viewOf(loaded)).toEqual(viewLoaded(this.book));
    expect(changes(loaded)).toEqual({
      property: undefined,
      reservations: [],
      nights: [],
      newNights: [],
      workItems: [],
      restrictions: [],
      persons: [],
    });
  }
}
