/**
 * All commands decided a second time, one after the other as the log has them, in one memory that
 * never forgets and beside no other: outcome, reasons and facts must be the same to the byte. Only
 * confirmation numbers may leave some out.
 */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import { Books } from '../../functions/reservations/books.ts';
import type { PropertyBook } from '../../functions/reservations/domain/book.ts';
import { confirmationNumber } from '../../functions/reservations/domain/confirmation-number.ts';
import { decide } from '../../functions/reservations/domain/decide.ts';
import { evolveAll } from '../../functions/reservations/domain/evolve.ts';
import type { EventRow, Evidence } from './evidence.ts';

export function* replayFaults({ tables, commands }: Evidence): Generator<string> {
  const decisions = new Map(tables.decisions.map((row) => [row.command_id, row]));
  const facts = Map.groupBy(tables.events, (event) => event.correlation_id);
  const books = new Books();
  for (const partition of commands) {
    const seen = new Set<string>();
    for (const command of partition) {
      if (seen.has(command.id)) continue;
      seen.add(command.id);
      const decision = decisions.get(command.id);
      const stored = facts.get(command.id) ?? [];
      passNumbers(books.of(command), stored);
      const again = decideAgain(books, command);
      if (decision === undefined) continue;
      if (decision.fingerprint !== command.fingerprint)
        yield `${command.id} is decided for a body that came later`;
      if (decision.outcome !== again.outcome)
        yield `${command.body.type} ${command.id} is ${decision.outcome}, in the log's order ${again.outcome}`;
      else if (decision.details !== again.details)
        yield `${command.body.type} ${command.id} gives ${decision.details}, in the log's order ${again.details}`;
      yield* sameFacts(command, stored, again.facts);
    }
  }
}

interface Again {
  readonly outcome: string;
  readonly details: string | null;
  readonly facts: readonly { readonly type: string; readonly data: string }[];
}

/** A writer that loads a book passes by the numbers that the one before it had put aside: so many, at most. */
const passedMax = 100_000;

/** Never one that was given before: numbers are looked for among those that are left, in their order. */
function passNumbers(book: PropertyBook | undefined, [fact]: readonly EventRow[]): void {
  if (book === undefined || fact?.type !== 'reservation.confirmed.v1') return;
  const given: unknown = JSON.parse(fact.data).confirmationNumber;
  for (let passed = 0; passed < passedMax; passed += 1) {
    if (confirmationNumber(book.numbering, book.bookings + passed) !== given) continue;
    book.bookings += passed;
    return;
  }
}

function decideAgain(books: Books, command: ReservationsCommand): Again {
  const book = books.of(command);
  const decision = decide(command, book);
  const after = evolveAll(book, command.tenantId, decision.facts);
  if (after !== undefined) books.keep(after);
  return {
    outcome: decision.accepted ? 'accepted' : decision.rejection,
    details: decision.accepted ? null : JSON.stringify(decision.details),
    facts: decision.facts.map(({ type, data }) => ({ type, data: JSON.stringify(data) })),
  };
}

function* sameFacts(
  { id, body }: ReservationsCommand,
  stored: readonly EventRow[],
  again: Again['facts'],
): Generator<string> {
  const one = stored.map(({ type, data }) => `${type} ${data}`);
  const other = again.map(({ type, data }) => `${type} ${data}`);
  if (one.length !== other.length || one.some((fact, at) => fact !== other[at]))
    yield `${body.type} ${id} leaves ${one.join()}, in the log's order ${other.join()}`;
}
