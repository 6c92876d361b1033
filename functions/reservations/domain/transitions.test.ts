import { describe, expect, test } from 'vitest';
import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import { actionsOf } from './actions.ts';
import { changes } from './changes.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import {
  booking,
  bookOf,
  closed,
  command,
  date,
  fact,
  id,
  opened,
  tenant,
  viewOf,
} from './testing.ts';
import type { Action } from './transitions.ts';

type Stay = { arrival: string; departure: string; on?: string };
const ids = { reservationId: id(1), confirmationNumber: 'AAAAAAAAAA' };

/** Facts of one reservation, each on the business date `on`, versions counted. */
function life({ arrival, departure, on = '2026-05-10' }: Stay) {
  const held = booking(arrival, departure);
  const common = { ...ids, booking: held, businessDate: on };
  return {
    confirmed: fact('reservation.confirmed.v1', { ...common, version: 1, status: 'confirmed' }),
    checkedIn: fact('reservation.checked_in.v1', {
      ...common,
      version: 2,
      status: 'in_house',
      previousStatus: 'confirmed',
    }),
    cancelled: fact('reservation.cancelled.v1', {
      ...common,
      version: 2,
      status: 'cancelled',
      reason: 'other',
    }),
    noShow: fact('reservation.no_show.v1', { ...common, version: 2, status: 'no_show' }),
    checkedOut: (businessDate: string) =>
      fact('reservation.checked_out.v1', {
        ...common,
        businessDate,
        version: 3,
        status: 'checked_out',
        nightsStayed: 1,
      }),
  };
}

const ninth = opened('2026-05-09');
const midnight = closed('2026-05-09', '2026-05-10');
const today = life({ arrival: '2026-05-10', departure: '2026-05-12' });
const tomorrow = life({ arrival: '2026-05-11', departure: '2026-05-12' });
const dayUse = life({ arrival: '2026-05-10', departure: '2026-05-10' });
const sinceNinth = life({ arrival: '2026-05-09', departure: '2026-05-12', on: '2026-05-09' });
const oneNight = life({ arrival: '2026-05-09', departure: '2026-05-10', on: '2026-05-09' });

/** Every state a reservation can be in on 10 May, told by the facts that led there. */
const states = {
  absent: [opened()],
  'confirmed, due in': [opened(), today.confirmed],
  'confirmed, day use': [opened(), dayUse.confirmed],
  'confirmed, tomorrow': [opened(), tomorrow.confirmed],
  'in house, since today': [opened(), today.confirmed, today.checkedIn],
  'in house, day use': [opened(), dayUse.confirmed, dayUse.checkedIn],
  'in house, since yesterday': [ninth, sinceNinth.confirmed, sinceNinth.checkedIn, midnight],
  'in house, due out': [ninth, oneNight.confirmed, oneNight.checkedIn, midnight],
  'checked out today': [
    ninth,
    oneNight.confirmed,
    oneNight.checkedIn,
    midnight,
    oneNight.checkedOut('2026-05-10'),
  ],
  'checked out yesterday': [
    ninth,
    sinceNinth.confirmed,
    sinceNinth.checkedIn,
    sinceNinth.checkedOut('2026-05-09'),
    midnight,
  ],
  'cancelled, tomorrow': [opened(), tomorrow.confirmed, tomorrow.cancelled],
  'cancelled, for today': [opened(), today.confirmed, today.cancelled],
  'cancelled, for yesterday': [ninth, sinceNinth.confirmed, sinceNinth.cancelled, midnight],
  'no-show today': [opened(), today.confirmed, today.noShow],
  'no-show yesterday': [ninth, sinceNinth.confirmed, sinceNinth.noShow, midnight],
} satisfies Record<string, ReservationsEvent[]>;
type State = keyof typeof states;

const reservationId = id(1);
const commands = {
  modify: { type: 'modify', reservationId, changes: { adults: 3 } },
  cancel: { type: 'cancel', reservationId, reason: 'other' },
  reinstate: { type: 'reinstate', reservationId },
  check_in: { type: 'check_in', reservationId },
  undo_check_in: { type: 'undo_check_in', reservationId },
  check_out: { type: 'check_out', reservationId, earlyDeparture: false },
  check_out_early: { type: 'check_out', reservationId, earlyDeparture: true },
  mark_no_show: { type: 'mark_no_show', reservationId },
} satisfies Record<string, ReservationsCommandBody>;
type Said = keyof typeof commands;

const U = 'reservation_unknown';
const C = 'reservation_closed';
const G = 'guest_in_house';
const O = 'not_due_out';
const D = 'not_same_business_day';
const done = 'done';
const order: Said[] = [
  'modify',
  'cancel',
  'reinstate',
  'check_in',
  'undo_check_in',
  'check_out',
  'check_out_early',
  'mark_no_show',
];

/** A fact's name, `done` for accepted without one, or the refusal; columns in `order`. */
const table: Record<State, string[]> = {
  absent: [U, U, U, U, U, U, U, U],
  'confirmed, due in': [
    'modified',
    'cancelled',
    done,
    'checked_in',
    done,
    'not_in_house',
    'not_in_house',
    'no_show',
  ],
  'confirmed, day use': [
    'modified',
    'cancelled',
    done,
    'checked_in',
    done,
    'not_in_house',
    'not_in_house',
    'no_show',
  ],
  'confirmed, tomorrow': [
    'modified',
    'cancelled',
    done,
    'not_due_in',
    done,
    'not_in_house',
    'not_in_house',
    'not_due_in',
  ],
  'in house, since today': ['modified', G, done, done, 'check_in_undone', O, 'checked_out', G],
  'in house, day use': [
    'modified',
    G,
    done,
    done,
    'check_in_undone',
    'checked_out',
    'checked_out',
    G,
  ],
  'in house, since yesterday': ['modified', G, done, done, D, O, 'checked_out', G],
  'in house, due out': ['modified', G, done, done, D, 'checked_out', 'checked_out', G],
  'checked out today': [C, C, 'reinstated', C, C, done, done, C],
  'checked out yesterday': [C, C, D, C, C, done, done, C],
  'cancelled, tomorrow': [C, done, 'reinstated', C, C, C, C, C],
  'cancelled, for today': [C, done, 'reinstated', C, C, C, C, C],
  'cancelled, for yesterday': [C, done, 'arrival_in_past', C, C, C, C, C],
  'no-show today': [C, C, 'reinstated', 'checked_in', C, C, C, done],
  'no-show yesterday': [C, C, D, D, C, C, C, done],
};

function outcomeOf(state: State, said: Said): string {
  const decision = decide(command(commands[said]), bookOf(...states[state]));
  if (!decision.accepted) {
    expect(decision.facts).toEqual([]);
    return decision.rejection;
  }
  const types = decision.facts.map(({ type }) => type.replace(/^reservation\.(.*)\.v1$/, '$1'));
  return types.length === 0 ? done : types.join(' ');
}

describe('R-H8 every command in every state', () => {
  test.each(Object.keys(states) as State[])('%s', (state) => {
    expect(order.map((said) => outcomeOf(state, said))).toEqual(table[state]);
  });

  test.each(Object.keys(states) as State[])('said twice is done once: %s', (state) => {
    for (const said of order) {
      const book = bookOf(...states[state]);
      const first = decide(command(commands[said]), book);
      if (!first.accepted || first.facts.length === 0) continue;
      evolveAll(book, tenant, first.facts);
      const after = viewOf(book);
      const second = decide(command(commands[said]), book);
      expect(second, said).toEqual({ accepted: true, facts: [] });
      expect(viewOf(book)).toEqual(after);
    }
  });
});

describe('actions', () => {
  const actions = order.filter((said) => said !== 'check_out_early') as Action[];
  const withStay = (Object.keys(states) as State[]).filter((state) => state !== 'absent');

  test.each(withStay)('say what would be decided: %s', (state) => {
    const book = evolveAll(undefined, tenant, states[state]);
    if (book === undefined) throw new Error('no book');
    const [row] = changes(book).reservations;
    if (row === undefined) throw new Error('no row');
    expect(actionsOf(row, date('2026-05-10'))).toEqual(
      actions.map((action) => {
        const outcome = outcomeOf(state, action);
        const decided = decide(command(commands[action]), book);
        if (decided.accepted && decided.facts.length > 0)
          return { action, allowed: true, reasons: [] };
        return { action, allowed: false, reasons: [outcome === done ? 'already_done' : outcome] };
      }),
    );
  });

  test('a refusal says what is allowed instead', () => {
    const cancel = decide(command(commands.cancel), bookOf(...states['in house, due out']));
    expect(cancel).toMatchObject({ details: { allowed: ['modify', 'check_out'] } });
    const checkIn = decide(command(commands.check_in), bookOf(...states['cancelled, tomorrow']));
    expect(checkIn).toMatchObject({ details: { allowed: ['reinstate'] } });
    const modify = decide(command(commands.modify), bookOf(...states['no-show today']));
    expect(modify).toMatchObject({ details: { allowed: ['reinstate', 'check_in'] } });
  });
});
