/** What a handler that opens no transaction is given: the same for every request. */
import { announceFacts, insertEvents, outboxEvent } from '#shared/events/outbox.ts';
import type { Engines } from './engines.ts';
import { per } from './per.ts';
import { alwaysOf, type ToolsOf } from './tools.ts';

const made = per((_engines: Engines) => new Map<string, ToolsOf['none']>());

export function toolsWithoutTransaction(engines: Engines, context: string): ToolsOf['none'] {
  const byContext = made(engines);
  const known = byContext.get(context);
  if (known !== undefined) return known;
  const tools = toolsOf(engines, context);
  byContext.set(context, tools);
  return tools;
}

function toolsOf(engines: Engines, context: string): ToolsOf['none'] {
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
