/**
 * A request that writes: idempotency record, state and facts in one transaction, so that a repeat
 * of its key finds either all of it or nothing.
 */

import type { Sql } from '#shared/database/database.ts';
import type { Doer } from '#shared/events/cause.ts';
import { announceFacts, insertEvents, outboxEvent } from '#shared/events/outbox.ts';
import type { PlacedFact } from '#shared/events/outbox-fact.ts';
import type { AnyHttp, OutboxEvent } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { messagesToTell } from '#shared/function/messages-to-tell.ts';
import type { ToolsOf } from '#shared/function/tools.ts';

export interface WriteRequest {
  readonly declaration: Pick<AnyHttp, 'context' | 'name'>;
  readonly tenantId: string;
  /** Whose key it is: for an operator another tenant than the one that is worked for. */
  readonly askerTenantId: string;
  /** Derived from the key; undefined for a write that is repeatable by itself. */
  readonly requestId: string | undefined;
  readonly fingerprint: string;
  readonly traceparent: string;
  readonly by: Doer;
}

/** What is kept of an answer: enough to give it again. */
export interface KeptAnswer {
  readonly status?: number;
  readonly refusal?: string;
  /** Not kept. */
  readonly once?: object | undefined;
}

type Written<A> = { readonly answer: A } | { readonly reused: true };

export async function writeOnce<A extends KeptAnswer>(
  engines: Engines,
  request: WriteRequest,
  handle: (sql: Sql, effects: Pick<ToolsOf['write'], 'emit' | 'tell'>) => Promise<A>,
): Promise<Written<A>> {
  const { declaration, tenantId, askerTenantId, requestId, fingerprint } = request;
  const tenants = [...new Set([tenantId, askerTenantId])];
  const cause = {
    tenantId,
    correlationId: requestId ?? engines.ids.next(),
    causationId: requestId ?? '',
    traceparent: request.traceparent,
    by: request.by,
  };
  let placed: readonly PlacedFact[] = [];
  const messages = messagesToTell(engines.channels);
  const written = await engines.database(declaration.context).write(tenants, async (sql) => {
    let facts: OutboxEvent[] = [];
    if (requestId !== undefined) {
      // A second copy waits here until the first has committed or gone.
      const inserted = await sql.count(
        `insert into idempotency (tenant_id, request_id, fingerprint, answer) values ($1, $2, $3, '')
         on conflict do nothing`,
        [askerTenantId, requestId, fingerprint],
      );
      if (inserted === 0) return earlierAnswer<A>(sql, request);
    }
    await sql.count('savepoint before_handling');
    const answer = await handle(sql, {
      emit: (event) => facts.push(outboxEvent(engines, cause, event)),
      tell: messages.add,
    });
    if (answer.refusal !== undefined) {
      // A refusal leaves nothing but itself: no fact, no message, no row the handler wrote on its way.
      facts = [];
      messages.drop();
      await sql.count('rollback to savepoint before_handling');
    }
    if (requestId !== undefined) {
      const kept = JSON.stringify({ ...answer, once: undefined });
      await sql.count(
        'update idempotency set answer = $3 where tenant_id = $1 and request_id = $2',
        [askerTenantId, requestId, kept],
      );
    }
    placed = await insertEvents(sql, facts);
    return { answer };
  });
  await announceFacts(engines, declaration.context, placed);
  await messages.send();
  return written;
}

async function earlierAnswer<A>(sql: Sql, request: WriteRequest): Promise<Written<A>> {
  const [row] = await sql.rows<{ fingerprint: string; answer: string }>(
    'select fingerprint, answer from idempotency where tenant_id = $1 and request_id = $2',
    [request.askerTenantId, request.requestId],
  );
  if (row === undefined || row.fingerprint !== request.fingerprint) return { reused: true };
  return { answer: { ...JSON.parse(row.answer), replayed: true } };
}
