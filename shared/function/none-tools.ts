/** What a handler that opens no transaction is given. */
import { announceFacts, insertEvents, outboxEvent } from '#shared/events/outbox.ts';
import type { Engines } from './engines.ts';
import { alwaysOf, type ToolsOf } from './tools.ts';

export function toolsWithoutTransaction(engines: Engines, context: string): ToolsOf['none'] {
  return {
    ...alwaysOf(engines),
    log: engines.log,
    channels: engines.channels,
    house: engines.house,
    limits: engines.limits,
    cache: engines.cache,
    issuer: engines.issuer,
    signIn: engines.signIn,
    database: engines.database(context),
    commands: engines.commands(context),
    async record(cause, event) {
      const correlationId = engines.ids.next();
      const fact = outboxEvent(engines, { ...cause, correlationId, causationId: '' }, event);
      const placed = await engines
        .database(context)
        .write([cause.tenantId], (sql) => insertEvents(sql, [fact]));
      await announceFacts(engines, context, placed);
    },
  };
}
