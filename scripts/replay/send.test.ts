/** What the answers of an import mean, and what a run that goes on asks again. */
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { ImportCommands, ImportResults } from '#schema/reservations/http.ts';
import { dateOfDay, dayNumber, type HotelDate } from '#schema/values.ts';
import type { Api } from '../serai/api.ts';
import type { BookedRow } from './row.ts';
import { plansOf } from './schedule.ts';
import { judge, replayHotel, stepsFrom } from './send.ts';

const first = dayNumber('2024-03-01' as HotelDate);

function row(number: number, wanted: Partial<BookedRow> = {}): BookedRow {
  return {
    ...{ number, hotel: 'Quay Hotel', status: 'Check-Out', bookedDay: first },
    ...{ arrivalDay: first + 1, departureDay: first + 2, cancelledDay: undefined },
    ...{ reservedType: 'A', assignedType: 'A', adults: 2, children: 0, infants: 0 },
    ...{ country: 'PRT', rateMinor: 8000 },
    ...wanted,
  };
}

type Sent = z.input<typeof ImportCommands>['commands'][number];
type Results = z.input<typeof ImportResults>['results'];

interface Door {
  readonly api: Api;
  /** Keys of every request. */
  readonly requests: string[][];
}

/** An API whose property is open on a day and answers every command as it is told. */
function door(
  openDay: number,
  answer: (command: Sent) => { outcome: string; replayed?: boolean },
): Door {
  const requests: string[][] = [];
  const api = {
    url: 'http://house.invalid',
    get: async () => ({ businessDate: dateOfDay(openDay) }),
    async post(path: string, body: { readonly commands?: readonly Sent[] }) {
      if (body.commands === undefined) {
        requests.push([path.slice(path.lastIndexOf('/') + 1)]);
        return body;
      }
      requests.push(body.commands.map(({ key }) => key));
      const results: Results = body.commands.map((command) => ({
        ...{ key: command.key, replayed: false },
        ...answer(command),
      }));
      return { results };
    },
  } as unknown as Api;
  return { api, requests };
}

function replay(rows: readonly BookedRow[], api: Api, rooms?: number): Promise<void> {
  const [plan] = plansOf(rows, { limited: rooms !== undefined });
  if (plan === undefined) throw new Error('no plan');
  return replayHotel({ api, plan, rooms, propertyId: 'p', id: 'replay', progressed: () => {} });
}

const accepted = () => ({ outcome: 'accepted' });
const days = [first, first + 1, first + 2].map((day) => `close-${dateOfDay(day)}`);

describe('a hotel', () => {
  test('is sent in order, in one request where it fits', async () => {
    const { api, requests } = door(first, accepted);
    await replay([row(1), row(2, { bookedDay: first + 1 })], api);
    expect(requests).toEqual([
      [
        ...['row-1.book', days[0], 'row-2.book', 'row-1.check-in', 'row-2.check-in', days[1]],
        ...['row-1.check-out', 'row-2.check-out', days[2]],
      ],
    ]);
  });

  test('is sent 500 commands at a time', async () => {
    const { api, requests } = door(first, accepted);
    await replay(
      Array.from({ length: 300 }, (_, at) => row(at + 1)),
      api,
    );
    expect(requests.map((keys) => keys.length)).toEqual([500, 403]);
  });

  test('goes on from its business date', async () => {
    const { api, requests } = door(first + 2, accepted);
    await replay([row(1)], api);
    expect(requests).toEqual([['row-1.check-out', days[2]]]);
  });

  test('sends nothing when it is at its end', async () => {
    const { api, requests } = door(first + 3, accepted);
    await replay([row(1)], api);
    expect(requests).toEqual([]);
  });

  test('is repeated while commands are undecided', async () => {
    let asked = 0;
    const { api, requests } = door(first, () => ({
      outcome: ++asked <= 5 ? 'pending' : 'accepted',
    }));
    await replay([row(1)], api);
    expect(requests).toEqual([requests[0], requests[0]]);
  });
});

describe('a booking that was turned away', () => {
  const refusing = ({ key }: Sent) => {
    if (key === 'row-1.book') return { outcome: 'no_room' };
    return { outcome: key.startsWith('row-1.') ? 'reservation_unknown' : 'accepted' };
  };

  test('has no history, neither in its own request nor in later ones', async () => {
    const { api, requests } = door(first, refusing);
    // The first day alone fills a request.
    await replay([row(1), ...Array.from({ length: 520 }, (_, at) => row(at + 2))], api, 3);
    expect(requests[0]).toEqual(['sell-limits']);
    expect(requests.flat().filter((key) => key.startsWith('row-1.'))).toEqual(['row-1.book']);
    await replay([row(1)], door(first, refusing).api, 3);
  });

  test('is asked for again when an earlier run was told', async () => {
    const { api, requests } = door(first + 1, (command) =>
      command.key === 'row-1.book' ? { outcome: 'no_room', replayed: true } : refusing(command),
    );
    await replay([row(1)], api, 3);
    expect(requests).toEqual([
      ['row-1.check-in', days[1], 'row-1.check-out', days[2]],
      ['row-1.book'],
    ]);
  });

  test('that nobody remembers refusing stops the run', async () => {
    const { api } = door(first + 1, refusing);
    await expect(replay([row(1)], api, 3)).rejects.toThrow(
      'Row 1: its booking is unknown, but was not turned away.',
    );
  });
});

describe('an answer', () => {
  const known = { turnedAway: new Set([7]), fromDay: first, rooms: 3 };
  const book = { do: 'book', row: row(1) } as const;
  const checkIn = { do: 'check_in', row: row(1) } as const;

  test.each([
    ['no_room', { ...known, rooms: undefined }, book, 'Row 1: book was refused: no_room.'],
    ['arrival_in_past', known, book, 'Row 1: book was refused: arrival_in_past.'],
    ['no_room', known, checkIn, 'Row 1: check_in was refused: no_room.'],
    ['reservation_unknown', known, checkIn, 'Row 1: check_in was refused: reservation_unknown.'],
    ['day_close_blocked', known, { do: 'close' }, 'Closing a business day was refused: day_close'],
  ] as const)('%s stops the run', (outcome, knowing, step, sentence) => {
    expect(() => judge(step, outcome, knowing)).toThrow(sentence);
  });

  test('is expected where the booking was turned away', () => {
    expect(judge(book, 'no_room', known)).toBe('turned_away');
    const of7 = { do: 'check_out', row: row(7) } as const;
    expect(judge(of7, 'reservation_unknown', known)).toBe('done');
    const earlier = { do: 'cancel', row: row(8, { bookedDay: first - 1 }) } as const;
    expect(judge(earlier, 'reservation_unknown', known)).toBe('doubtful');
  });
});

test('what is left to do is counted from the business date on', () => {
  const [plan] = plansOf(
    [row(1), row(2, { status: 'No-Show' }), row(3, { status: 'Canceled', cancelledDay: first })],
    { limited: false },
  );
  if (plan === undefined) throw new Error('no plan');
  expect(
    [first - 5, first, first + 1, first + 2, first + 3].map((day) => stepsFrom(plan, day)),
  ).toEqual([...[10, 10, 5, 2, 0]]);
});
