/**
 * Decisions per second of one thread, from the bytes of commands to the bytes of events; and what
 * the writer's whole function takes for a command, on a database that has nothing.
 */
import assert from 'node:assert/strict';
import type { StoredRecord } from '#shared/log/log.ts';
import { Books } from '../../functions/reservations/books.ts';
import decideReservations from '../../functions/reservations/decide-reservations.ts';
import { changes } from '../../functions/reservations/domain/changes.ts';
import { decide } from '../../functions/reservations/domain/decide.ts';
import { evolveAll } from '../../functions/reservations/domain/evolve.ts';
import { commandOf, factJson } from '../../functions/reservations/wire.ts';
import { draws } from '../../load/stays.ts';
import { bookings, nothing, opening, propertyCount, tools } from './commands.ts';
import { ownCpuUs } from './cpu.ts';
import { type BenchOptions, type Figure, median, rounded, spread } from './figure.ts';

const goalPerSecond = 300_000;
/** As many as the writer takes from its log at a time. */
const batchSize = decideReservations.batchRecordsMax;
/** Parse, decide, put into the book, encode: what a decision itself costs. */
function decideAll(
  opened: readonly StoredRecord[],
  booked: readonly StoredRecord[],
): { readonly us: number; readonly eventBytes: number } {
  const books = new Books();
  let eventBytes = 0;
  let facts = 0;
  let last: Uint8Array = Buffer.alloc(0);
  const decideOne = ({ value }: StoredRecord): void => {
    const command = commandOf(value);
    const book = books.of(command);
    const decision = decide(command, book);
    const after = evolveAll(book, command.tenantId, decision.facts);
    if (after !== undefined && after !== book) books.keep(after);
    for (const fact of decision.facts) {
      const json = factJson(fact);
      last = typeof json === 'string' ? Buffer.from(json) : json;
      eventBytes += last.length;
      facts += 1;
    }
  };
  for (const record of opened) decideOne(record);
  assert.equal(facts, opened.length, 'every property is opened');
  [facts, eventBytes] = [0, 0];
  let us = 0;
  for (let from = 0; from < booked.length; from += batchSize) {
    const startedUs = ownCpuUs();
    for (let at = from; at < from + batchSize; at += 1) {
      const record = booked[at];
      if (record !== undefined) decideOne(record);
    }
    us += ownCpuUs() - startedUs;
    // As the writer does between two batches.
    for (const book of books) changes(book);
  }
  assert.equal(facts, booked.length, 'every booking is confirmed');
  assertCarried(last, booked.at(-1));
  return { us: us / booked.length, eventBytes: eventBytes / booked.length };
}

/** What no decider on JSON can do without: the same bytes read into values and written again. */
function jsonAloneUs(booked: readonly StoredRecord[]): number {
  let bytes = 0;
  const startedUs = ownCpuUs();
  for (const { value } of booked) {
    bytes += Buffer.from(JSON.stringify(JSON.parse(value.toString('utf8')).body)).length;
  }
  const us = ownCpuUs() - startedUs;
  assert(bytes > 0);
  return us / booked.length;
}

/** All that the writer does in JavaScript: decision rows, replies, ids and traces too, then the columns of its statements. */
async function writeAll(
  opened: readonly StoredRecord[],
  booked: readonly StoredRecord[],
): Promise<{ readonly handleUs: number; readonly rowsUs: number }> {
  const memory = decideReservations.memory();
  const first = await decideReservations.handle({ records: opened, memory }, tools);
  assert.equal(first.events.length, opened.length);
  await first.write(nothing);
  let handleUs = 0;
  let rowsUs = 0;
  let facts = 0;
  for (let from = 0; from < booked.length; from += batchSize) {
    const records = booked.slice(from, from + batchSize);
    const startedUs = ownCpuUs();
    const effects = await decideReservations.handle({ records, memory }, tools);
    const decidedUs = ownCpuUs();
    await effects.write(nothing);
    rowsUs += ownCpuUs() - decidedUs;
    handleUs += decidedUs - startedUs;
    facts += effects.events.filter(({ type }) => type === 'reservation.confirmed.v1').length;
  }
  assert.equal(facts, booked.length, 'every booking is confirmed');
  return {
    handleUs: handleUs / booked.length,
    rowsUs: rowsUs / booked.length,
  };
}

/** The event says what the command asked for. */
function assertCarried(event: Uint8Array, command: StoredRecord | undefined): void {
  const asked = JSON.parse(command?.value.toString() ?? '{}');
  const fact = JSON.parse(Buffer.from(event).toString());
  assert.deepEqual(fact.booking, asked.body.booking);
  assert.equal(fact.reservationId, asked.body.reservationId);
  assert.equal(fact.propertyId, asked.propertyId);
  assert.match(fact.confirmationNumber, /^[34679ACDEFGHJKMNPQRTVWXY]{10}$/);
}

export async function bench({ quick }: BenchOptions): Promise<Figure> {
  const opened = Array.from({ length: propertyCount }, (_, property) => opening(property));
  const booked = bookings(quick ? 10_240 : 51_200, draws(7));
  const decisions: { readonly us: number; readonly eventBytes: number }[] = [];
  const json: number[] = [];
  const writers: { readonly handleUs: number; readonly rowsUs: number }[] = [];
  const [warmUp, counted] = quick ? [2, 3] : [3, 9];
  for (let at = 0; at < warmUp + counted; at += 1) {
    const decided = decideAll(opened, booked);
    const written = await writeAll(opened, booked);
    const alone = jsonAloneUs(booked);
    if (at < warmUp) continue;
    json.push(alone);
    decisions.push(decided);
    writers.push(written);
  }
  const each = decisions.map(({ us }) => us);
  const ours = Math.round(1e6 / median(each));
  const commandBytes = booked.reduce((sum, { value }) => sum + value.length, 0) / booked.length;
  return {
    ours,
    unit: 'decisions/s',
    goal: `≥ ${goalPerSecond.toLocaleString('en')}/s`,
    met: ours >= goalPerSecond,
    details: {
      spread: rounded(spread(each), 2),
      microseconds: rounded(median(each)),
      commandBytes: Math.round(commandBytes),
      eventBytes: Math.round(median(decisions.map(({ eventBytes }) => eventBytes))),
      jsonAloneUs: rounded(median(json)),
      wholeWriter: {
        handleUs: rounded(median(writers.map(({ handleUs }) => handleUs))),
        rowsUs: rounded(median(writers.map(({ rowsUs }) => rowsUs))),
      },
    },
  };
}
