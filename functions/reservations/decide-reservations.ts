/** The single writer of every property's nights: decides whole batches in memory, commits each with its offset. */
import { commandsTopic, type ReservationsCommand } from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import {
  decideBatch,
  type Incoming,
  type NewDecision,
  type RecentDecisions,
  recentDecisions,
} from '#shared/commands/deciding.ts';
import { type ConsumerTools, consumer, type OutboxEvent } from '#shared/function/declare.ts';
import { writeRows } from './book-rows.ts';
import { receiptOf } from './booking-receipt.ts';
import { Books, missingIn } from './books.ts';
import type { PropertyBook } from './domain/book.ts';
import { changes } from './domain/changes.ts';
import { decide } from './domain/decide.ts';
import { evolveAll } from './domain/evolve.ts';
import { forget } from './domain/load.ts';
import { type GuestKey, guestKeyOf, insertGuestKeys } from './guest-keys.ts';
import { commandOf, factJson } from './wire.ts';

/** A property of 400 open reservations takes about 1 MB; a process that owns every partition stays below a gigabyte. */
const booksMax = 1_000;

interface Memory {
  readonly books: Books;
  readonly recent: RecentDecisions;
}

export default consumer({
  context: 'reservations',
  name: 'decide-reservations',
  purpose: 'Decides every command to the nights of a property, once and in order.',
  topic: commandsTopic,
  batchRecordsMax: 512,
  scale: { replicasMin: 1, replicasMax: 8, lagThreshold: 1000 },
  memory: (): Memory => ({ books: new Books(), recent: recentDecisions() }),
  handle({ records, memory: { books, recent } }, tools) {
    if (books.size > booksMax) books.clear();
    const touched = new Set<PropertyBook>();
    const closed = new Set<PropertyBook>();
    const keys: GuestKey[] = [];
    return decideBatch(
      records,
      ({ value }) => commandOf(value),
      {
        recent,
        missing: (commands) => missingIn(books, commands, tools.presumeNew),
        decide(incoming) {
          const { command } = incoming;
          const decision = decideOne(books, incoming, tools);
          const book = books.of(command);
          if (book !== undefined) {
            touched.add(book);
            if (command.body.type === 'close_business_day') closed.add(book);
          }
          const key = decision.outcome === 'accepted' ? guestKeyOf(command) : undefined;
          if (key !== undefined) keys.push(key);
          return decision;
        },
        async write(sql) {
          const changed = [...touched].map(changes);
          await Promise.all([
            writeRows(sql, changed, tools.presumeNew),
            keys.length > 0 ? insertGuestKeys(sql, keys, tools.presumeNew) : undefined,
          ]);
          for (const book of closed) forget(book);
        },
      },
      tools,
    );
  },
});

function decideOne(
  books: Books,
  { command, partition, traceparent }: Incoming<ReservationsCommand>,
  tools: ConsumerTools,
): NewDecision {
  const span = tools.telemetry.span('decide-reservations', 'consumer', traceparent, {
    command: command.body.type,
  });
  const book = books.of(command);
  const decision = decide(command, book);
  const after = evolveAll(book, command.tenantId, decision.facts);
  if (after !== undefined && after !== book) books.keep(after);
  const outcome = decision.accepted ? 'accepted' : decision.rejection;
  if (span.sampled) span.attribute('outcome', outcome);
  span.end();
  return {
    outcome,
    details: decision.accepted ? undefined : decision.details,
    receipt: receiptOf(decision.facts),
    events: decision.facts.map((fact) =>
      outboxEvent(fact, partition, command, span.traceparent, tools),
    ),
  };
}

function outboxEvent(
  fact: ReservationsEvent,
  partition: number,
  command: ReservationsCommand,
  traceparent: string,
  tools: ConsumerTools,
): OutboxEvent {
  return {
    id: tools.ids.next(),
    partition,
    type: fact.type,
    subject: 'reservationId' in fact.data ? fact.data.reservationId : fact.data.propertyId,
    tenantId: command.tenantId,
    partitionKey: command.propertyId,
    correlationId: command.id,
    causationId: command.id,
    timeMs: tools.clock.nowMs(),
    traceparent,
    clientAddress: command.clientAddress,
    data: factJson(fact),
  };
}
