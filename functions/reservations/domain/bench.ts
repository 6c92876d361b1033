/**
 * What one decision costs: three-night bookings into a property of ten types over 400 days, decided
 * and put into the book. Run: node functions/reservations/domain/bench.ts
 */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { PropertyOpened } from '#schema/reservations/events.ts';
import { dateOfDay, dayNumber, type HotelDate } from '#schema/values.ts';
import { openBook, type PropertyBook } from './book.ts';
import { changes } from './changes.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { figuresAt, place } from './nights.ts';

/** A house of 200 rooms sells about 20,000 stays in 400 days; a writer has many houses. */
const bookings = 20_000;
const houses = 15;
const typesCount = 10;
const daysCount = 400;
const nightsEach = 3;
/** How many of them find a room: all. */
const soldOut = 20_000;
const physical = 20;
/** As many as a writer takes from its log at a time. */
const batchSize = 500;

const today = '2026-05-10' as HotelDate;
const opened = {
  propertyId: '0199d000-0000-7000-8000-0000000000aa',
  actor: { kind: 'job', id: 'bench' },
  businessDate: today,
  effectiveAt: '2026-05-10T09:00:00Z',
  name: 'Caravan',
  timeZone: 'Europe/Vienna',
  currency: 'EUR',
  bucket: 7,
  roomTypes: Array.from({ length: typesCount }, (_, type) => ({
    code: `TYPE${type}`,
    name: `Type ${type}`,
    physical,
  })),
} as unknown as PropertyOpened;
const tenantId = '0199d000-0000-7000-8000-000000000001';

function commandOf(number: number): string {
  const arrival = dayNumber(today) + ((number * 7) % (daysCount - nightsEach));
  return JSON.stringify({
    id: `0199d000-0000-8000-8000-${String(number).padStart(12, '0')}`,
    tenantId,
    propertyId: opened.propertyId,
    fingerprint: 'f',
    actor: { kind: 'channel', id: 'bench' },
    effectiveAt: '2026-05-10T09:00:00Z',
    acceptance: 'strict',
    body: {
      type: 'book',
      reservationId: `0199d000-0000-7000-9000-${String(number).padStart(12, '0')}`,
      booking: {
        arrival: dateOfDay(arrival),
        departure: dateOfDay(arrival + nightsEach),
        roomType: `TYPE${number % typesCount}`,
        ratesMinor: [10_000, 10_000, 12_000],
        currency: 'EUR',
        adults: 2,
        children: 0,
        infants: 0,
        country: 'AUT',
      },
    },
  });
}

function timed(act: () => void): number {
  const startedAt = performance.now();
  act();
  return performance.now() - startedAt;
}

function roomsSold(book: PropertyBook): number {
  let rooms = 0;
  for (let day = book.businessDay; day < book.businessDay + daysCount; day += 1) {
    rooms += figuresAt(book.nights, place(book.nights, book.nights.house, day)).sold;
  }
  return rooms;
}

interface Costs {
  parseMs: number;
  decideMs: number;
  rowsMs: number;
}

/** As a writer does it: a batch is parsed, decided, put into the book and handed out as rows. */
function sellHouse(texts: readonly string[], costs: Costs): void {
  const book = openBook(tenantId as PropertyBook['tenantId'], opened);
  let accepted = 0;
  let rows = 0;
  for (let from = 0; from < texts.length; from += batchSize) {
    let commands: ReservationsCommand[] = [];
    costs.parseMs += timed(() => {
      commands = texts.slice(from, from + batchSize).map((text) => JSON.parse(text));
    });
    costs.decideMs += timed(() => {
      for (const command of commands) {
        const decision = decide(command, book);
        if (decision.accepted) accepted += 1;
        for (const fact of decision.facts) evolve(book, fact);
      }
    });
    costs.rowsMs += timed(() => {
      rows += changes(book).reservations.length;
    });
  }
  const answers = [accepted, book.reservations.size, rows, roomsSold(book)].join(' ');
  const expected = [soldOut, soldOut, soldOut, soldOut * nightsEach].join(' ');
  if (answers !== expected) throw new Error(`${answers} instead of ${expected}`);
}

function run(texts: readonly string[]): void {
  const costs: Costs = { parseMs: 0, decideMs: 0, rowsMs: 0 };
  for (let house = 0; house < houses; house += 1) sellHouse(texts, costs);
  const { parseMs, decideMs, rowsMs } = costs;
  const each = (ms: number) => `${((ms * 1000) / (bookings * houses)).toFixed(2)} µs`;
  const perSecond = Math.round((bookings * houses) / (decideMs / 1000)).toLocaleString('en');
  process.stdout.write(
    `decide + evolve ${each(decideMs)} (${perSecond}/s), rows ${each(rowsMs)}; ` +
      `JSON.parse of the command ${each(parseMs)}, ratio ${(decideMs / parseMs).toFixed(2)}\n`,
  );
}

const texts = Array.from({ length: bookings }, (_, number) => commandOf(number));
for (let round = 0; round < 5; round += 1) run(texts);
