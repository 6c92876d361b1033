/** What a subscriber's process serves: one event per POST, answered by the rules a trigger goes by. */
import { Hono } from 'hono';
import * as z from 'zod';
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { binaryMessage } from '#shared/events/http-event.ts';
import { readEvent, plainAnswer as said } from '#shared/events/read-event.ts';
import type { Delivered, SubscriberDeclaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { toolsWithoutTransaction } from '#shared/function/none-tools.ts';
import { alwaysOf } from '#shared/function/tools.ts';
import type { Answer, Exchange } from '#shared/http/exchange.ts';
import { exchangeOf } from '#shared/http/exchange-of.ts';
import { header, invalid } from '#shared/http/request.ts';
import { TimedOut, within } from '#shared/process/deadline.ts';
import { handleOnce } from './handle-once.ts';
import { replyTo } from './reply.ts';

/** Less than a trigger waits, so that it hears of it. */
export const handlerMsMax = 25_000;
/** Ten triggers' worth; what comes beyond is better tried again than made slow with all others. */
const runningMax = 500;

/** Hono answers HEAD as it would GET. */
export const otherMethods = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function subscriberApp(declaration: SubscriberDeclaration, engines: Engines): Hono {
  let compiled: z.ZodType | undefined;
  let running = 0;
  const app = new Hono();
  app.post('/', async (c) => {
    const exchange = exchangeOf(c);
    if (running >= runningMax) return exchange.send(said(503, 'too much is running'));
    running += 1;
    try {
      // A start from zero has no use for it.
      compiled ??= z.compile(declaration.data);
      return exchange.send(await serve(exchange, declaration, compiled, engines));
    } finally {
      running -= 1;
    }
  });
  app.on(otherMethods, '/', (c) => exchangeOf(c).send({ status: 405, headers: { allow: 'POST' } }));
  return app;
}

async function serve(
  exchange: Exchange,
  declaration: SubscriberDeclaration,
  schema: z.ZodType,
  engines: Engines,
): Promise<Answer> {
  const read = await readEvent(exchange);
  if ('refused' in read) return read.refused;
  const { event } = read;
  const parent = event.extensions['traceparent'] ?? header(exchange.headers, 'traceparent');
  const span = engines.telemetry.span(declaration.name, 'consumer', parent);
  const startedMs = performance.now();
  const answered = await answer(declaration, schema, engines, event, span.traceparent);
  const { status } = answered;
  span.attribute('http.response.status_code', status);
  span.end(status >= 500 ? 'error' : 'ok');
  engines.telemetry.observe(
    'serai_function_seconds',
    { function: declaration.name, status: String(status) },
    (performance.now() - startedMs) / 1000,
  );
  return answered;
}

const TenantId = z.uuid();

async function answer(
  declaration: SubscriberDeclaration,
  schema: z.ZodType,
  engines: Engines,
  event: CloudEvent,
  traceparent: string,
): Promise<Answer> {
  const tenantId = TenantId.safeParse(event.extensions['tenantid']);
  if (!tenantId.success) return said(422, 'its tenantid is not a UUID');
  const json = dataOf(event);
  if (json === undefined) return said(422, 'its data is not JSON');
  const data = schema.safeParse(json.value);
  if (!data.success) {
    const { errors = [] } = invalid(data.error.issues, '');
    return said(422, errors.map(({ pointer, detail }) => `data${pointer}: ${detail}`).join('\n'));
  }
  try {
    const input = { event, data: data.data };
    const work = run(declaration, engines, input, tenantId.data, traceparent);
    return answerOf(await within(handlerMsMax, work), event, traceparent);
  } catch (error) {
    if (error instanceof DatabaseUnavailable || error instanceof CommitUnknown)
      return said(503, 'the database is not available');
    if (error instanceof TimedOut) return said(503, 'it took too long');
    engines.logger.error('a subscriber failed', {
      function: declaration.name,
      eventId: event.id,
      traceId: traceparent.slice(3, 35),
      error,
    });
    return said(500, 'something is wrong on our side');
  }
}

function dataOf({ data, datacontenttype }: CloudEvent): { readonly value: unknown } | undefined {
  if (data === '') return { value: undefined };
  if (datacontenttype !== undefined && !/[/+]json\s*(?:;|$)/i.test(datacontenttype))
    return { value: data };
  try {
    return { value: JSON.parse(data) };
  } catch {
    // Said to be JSON, and it is not.
    return undefined;
  }
}

/** Runs the handler inside the transaction it declared. */
async function run(
  declaration: SubscriberDeclaration,
  engines: Engines,
  input: Parameters<SubscriberDeclaration['handle']>[0],
  tenantId: string,
  traceparent: string,
): Promise<Delivered> {
  const { context, name: subscriber } = declaration;
  switch (declaration.transaction) {
    case 'none':
      return declaration.handle(input, toolsWithoutTransaction(engines, context));
    case 'read':
      return engines
        .database(context)
        .read([tenantId], (sql) => declaration.handle(input, { ...alwaysOf(engines), sql }));
    case 'write': {
      const occasion = { context, subscriber, tenantId, event: input.event, traceparent };
      return handleOnce(engines, occasion, (tools) => declaration.handle(input, tools));
    }
  }
}

function answerOf(delivered: Delivered, event: CloudEvent, traceparent: string): Answer {
  switch (delivered.outcome) {
    case 'done': {
      if (delivered.reply === undefined) return { status: 202, headers: {} };
      const { headers, body } = binaryMessage(replyTo(event, delivered.reply, traceparent));
      return { status: 200, headers, body };
    }
    case 'nothing_to_do':
      return { status: 204, headers: {} };
    case 'refused':
      return said(422, delivered.reason);
    case 'later':
      return said(503, delivered.reason);
  }
}
