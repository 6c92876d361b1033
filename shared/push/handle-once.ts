/**
 * A subscriber that writes: inbox row, state and facts in one transaction, so that an event that
 * comes again finds all of it or nothing. Its reply is not kept: what must not be lost is emitted.
 */
import { derivedId } from '#shared/commands/command.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { announceFacts, insertEvents, outboxEvent } from '#shared/events/outbox.ts';
import type { PlacedFact } from '#shared/events/outbox-fact.ts';
import type { Delivered, OutboxEvent } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { messagesToTell } from '#shared/function/messages-to-tell.ts';
import { alwaysOf, type ToolsOf } from '#shared/function/tools.ts';

export interface Occasion {
  readonly context: string;
  readonly subscriber: string;
  readonly tenantId: string;
  readonly event: CloudEvent;
  readonly traceparent: string;
}

/** Takes everything back, the inbox row too, so that the event can come again. */
class NotDone extends Error {
  override readonly name = 'NotDone';
  readonly delivered: Delivered;
  constructor(delivered: Delivered) {
    super(delivered.outcome);
    this.delivered = delivered;
  }
}

export async function handleOnce(
  engines: Engines,
  occasion: Occasion,
  handle: (tools: ToolsOf['write']) => Promise<Delivered>,
): Promise<Delivered> {
  const { context, subscriber, tenantId, event, traceparent } = occasion;
  const cause = {
    tenantId,
    correlationId: event.extensions['correlationid'] ?? event.id,
    causationId: event.id,
    traceparent,
    by: { actor: { kind: 'job', id: subscriber } },
  } as const;
  let placed: readonly PlacedFact[] = [];
  const messages = messagesToTell(engines.channels);
  try {
    const delivered = await engines.database(context).write([tenantId], async (sql) => {
      const facts: OutboxEvent[] = [];
      // A copy that comes meanwhile waits here until this one has committed or gone.
      const fresh = await sql.count(
        `insert into inbox (tenant_id, subscriber, source, event_id) values ($1, $2, $3, $4)
         on conflict do nothing`,
        [tenantId, subscriber, event.source, event.id],
      );
      if (fresh === 0) return { outcome: 'done' } as const;
      const outcome = await handle({
        ...alwaysOf(engines),
        sql,
        emit: (fact) => facts.push(outboxEvent(engines, cause, fact)),
        tell: messages.add,
        derivedId: derivedId(`${tenantId}\n${subscriber}\n${event.source}\n${event.id}`),
      });
      if (outcome.outcome === 'refused' || outcome.outcome === 'later') throw new NotDone(outcome);
      placed = await insertEvents(sql, facts);
      return outcome;
    });
    await announceFacts(engines, context, placed);
    await messages.send();
    return delivered;
  } catch (error) {
    if (error instanceof NotDone) return error.delivered;
    throw error;
  }
}
