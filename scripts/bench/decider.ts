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

/**
 * As a log hands them out: what was kept from one batch to the next would be looked at by every collection, and
 * its commands lie side by side, as they were fetched.
 */
class Fetched {
  readonly #bytes: Buffer;
  readonly #ends: readonly number[];
  readonly #record: StoredRecord;

  constructor(records: readonly StoredRecord[]) {
    const [first] = records;
    assert(first !== undefined);
    this.#record = first;
    this.#bytes = Buffer.concat(records.map(({ value }) => value));
    let end = 0;
    this.#ends = records.map(({ value }) => {
      end += value.length;
      return end;
    });
  }

  get size(): number {
    return this.#ends.length;
  }

  get bytes(): number {
    return this.#bytes.length;
  }

  *batches(): Generator<readonly StoredRecord[]> {
    for (let from = 0; from < this.size; from += batchSize) {
      yield this.#ends.slice(from, from + batchSize).map((end, place) => ({
        ...this.#record,
        offset: from + place,
        headers: { ...this.#record.headers },
        value: this.#bytes.subarray(this.#ends[from + place - 1] ?? 0, end),
      }));
    }
  }
}

interface Decided {
  /** Parse, decide, put into the book, encode: from the bytes of a command to those of its event. */
  readonly us: number;
  /** Then the rows that its book hands out for its tables, which no event has in it. */
  readonly handOutUs: number;
  readonly eventBytes: number;
}

function decideAll(opened: readonly StoredRecord[], booked: Fetched): Decided {
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
  let handOutUs = 0;
  let decided: StoredRecord | undefined;
  for (const records of booked.batches()) {
    const startedUs = ownCpuUs();
    for (const record of records) decideOne(record);
    const decidedUs = ownCpuUs();
    for (const book of books) changes(book);
    handOutUs += ownCpuUs() - decidedUs;
    us += decidedUs - startedUs;
    decided = records.at(-1);
  }
  assert.equal(facts, booked.size, 'every booking is confirmed');
  assertCarried(last, decided);
  return {
    us: us / booked.size,
    handOutUs: handOutUs / booked.size,
    eventBytes: eventBytes / booked.size,
  };
}

/** What no decider on JSON can do without: the same bytes read into values and written again. */
function jsonAloneUs(booked: Fetched): number {
  let bytes = 0;
  let us = 0;
  for (const records of booked.batches()) {
    const startedUs = ownCpuUs();
    for (const { value } of records) {
      bytes += Buffer.from(JSON.stringify(JSON.parse(value.toString('utf8')).body)).length;
    }
    us += ownCpuUs() - startedUs;
  }
  assert(bytes > 0);
  return us / booked.size;
}

/** All that the writer does in JavaScript: decision rows, replies, ids and traces too, then the columns of its statements. */
async function writeAll(
  opened: readonly StoredRecord[],
  booked: Fetched,
): Promise<{ readonly handleUs: number; readonly rowsUs: number }> {
  const memory = decideReservations.memory();
  const first = await decideReservations.handle({ records: opened, memory }, tools);
  assert.equal(first.events.length, opened.length);
  await first.write(nothing);
  let handleUs = 0;
  let rowsUs = 0;
  let facts = 0;
  for (const records of booked.batches()) {
    const startedUs = ownCpuUs();
    const effects = await decideReservations.handle({ records, memory }, tools);
    const decidedUs = ownCpuUs();
    await effects.write(nothing);
    rowsUs += ownCpuUs() - decidedUs;
    handleUs += decidedUs - startedUs;
    facts += effects.events.filter(({ type }) => type === 'reservation.confirmed.v1').length;
  }
  assert.equal(facts, booked.size, 'every booking is confirmed');
  return {
    handleUs: handleUs / booked.size,
    rowsUs: rowsUs / booked.size,
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
  const booked = new Fetched(bookings(quick ? 10_240 : 51_200, draws(7)));
  const decisions: Decided[] = [];
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
  return {
    ours,
    unit: 'decisions/s',
    goal: `≥ ${goalPerSecond.toLocaleString('en')}/s`,
    met: ours >= goalPerSecond,
    details: {
      spread: rounded(spread(each), 2),
      microseconds: rounded(median(each)),
      commandBytes: Math.round(booked.bytes / booked.size),
      eventBytes: Math.round(median(decisions.map(({ eventBytes }) => eventBytes))),
      handOutUs: rounded(median(decisions.map(({ handOutUs }) => handOutUs))),
      jsonAloneUs: rounded(median(json)),
      wholeWriter: {
        handleUs: rounded(median(writers.map(({ handleUs }) => handleUs))),
        rowsUs: rounded(median(writers.map(({ rowsUs }) => rowsUs))),
      },
    },
  };
}
