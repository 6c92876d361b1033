/**
 * The door for producers: an event is accepted (202) once the log has it. Its tenant is the
 * sender's, whatever it says, and only brokers that are open to producers take events.
 */
import { Hono } from 'hono';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { recordOfEvent } from '#shared/events/fact-record.ts';
import { bodyBytesMax, parseHttpEvent } from '#shared/events/http-event.ts';
import { partitionOf } from '#shared/events/outbox.ts';
import type { Engines } from '#shared/function/engines.ts';
import { admit } from '#shared/http/admit.ts';
import type { Answer, Exchange } from '#shared/http/exchange.ts';
import { exchangeOf } from '#shared/http/exchange-of.ts';
import { failureOf } from '#shared/http/failure.ts';
import type { RuntimeRefusal } from '#shared/http/problems.ts';
import { addressOf, header } from '#shared/http/request.ts';
import { problemAnswer, type Shown } from '#shared/http/respond.ts';
import type { Broker } from './broker.ts';
import { withoutSequence } from './reply.ts';
import { otherMethods } from './subscriber-app.ts';

const permission = 'events:produce';
/** A key is compared and hashed, never read; a longer one would not fit where it is stored. */
const keyCharactersMax = 1_000;

export function brokerIngress(engines: Engines, brokers: readonly Broker[]): Hono {
  const open = new Map(brokers.filter(({ external }) => external).map((each) => [each.name, each]));
  const partitions = new Map<string, number>();
  const app = new Hono();
  const path = '/broker/:name';
  app.on('POST', path, async (c) => {
    const exchange = exchangeOf(c);
    const broker = open.get(c.req.param('name') ?? '');
    return exchange.send(await serve(exchange, engines, broker, partitions));
  });
  app.on(otherMethods, path, (c) => {
    const exchange = exchangeOf(c);
    const parent = header(exchange.headers, 'traceparent');
    const span = engines.telemetry.span('broker-ingress', 'server', parent);
    span.end();
    const shown = { requestId: engines.ids.next(), traceparent: span.traceparent };
    const refusal = { code: 'method_not_allowed', headers: { allow: 'POST' } } as const;
    return exchange.send(problemAnswer(refusal, shown));
  });
  return app;
}

async function serve(
  exchange: Exchange,
  engines: Engines,
  broker: Broker | undefined,
  partitions: Map<string, number>,
): Promise<Answer> {
  const { headers } = exchange;
  const parent = header(headers, 'ce-traceparent') ?? header(headers, 'traceparent');
  const span = engines.telemetry.span('broker-ingress', 'producer', parent);
  const shown: Shown = { requestId: engines.ids.next(), traceparent: span.traceparent };
  let refusal: RuntimeRefusal | undefined;
  try {
    refusal = await accept(exchange, engines, broker, partitions, shown.traceparent);
  } catch (error) {
    refusal = failureOf(error, engines.logger, 'broker-ingress', shown);
  }
  const answer =
    refusal === undefined
      ? { status: 202, headers: { 'x-request-id': shown.requestId } }
      : problemAnswer(refusal, shown);
  span.end(answer.status >= 500 ? 'error' : 'ok');
  engines.telemetry.count('serai_ingress_total', {
    broker: broker?.name ?? 'unknown',
    status: String(answer.status),
  });
  return answer;
}

async function accept(
  exchange: Exchange,
  engines: Engines,
  broker: Broker | undefined,
  partitions: Map<string, number>,
  traceparent: string,
): Promise<RuntimeRefusal | undefined> {
  const { headers } = exchange;
  const address = addressOf(exchange, engines.trustedHops);
  const admitted = await admit(engines, { permission }, headers, {}, address);
  if ('code' in admitted) return admitted;
  if (broker === undefined) return { code: 'not_found' };
  const body = await exchange.body(bodyBytesMax);
  if (body === 'too_large') return { code: 'body_too_large' };
  const event = parseHttpEvent(headers, body);
  if ('fault' in event) {
    const code = event.fault === 'too_large' ? 'body_too_large' : 'invalid_request';
    return { code, detail: event.detail };
  }
  const record = recordOfEvent(ofSender(event, admitted.principal.tenantId, traceparent));
  const count = partitions.get(broker.topic) ?? (await engines.log.partitions(broker.topic)).length;
  partitions.set(broker.topic, count);
  const to = { topic: broker.topic, partition: partitionOf(record.key, count) };
  switch (await engines.log.append(to, [record])) {
    case 'appended':
      return undefined;
    case 'refused':
      return { code: 'unavailable', retryAfterSeconds: 1 };
    case 'unknown':
      return { code: 'outcome_unknown', retryAfterSeconds: 1 };
  }
}

/** Tenants never share a key, so that none can guess what another's events wait behind. */
function ofSender(event: CloudEvent, tenantId: string, traceparent: string): CloudEvent {
  const { extensions, ...others } = withoutSequence(event);
  const key = extensions['partitionkey'] ?? event.subject ?? event.id;
  const partitionkey = `${tenantId}:${key.slice(0, keyCharactersMax)}`;
  return {
    ...others,
    extensions: { ...extensions, tenantid: tenantId, partitionkey, traceparent },
  };
}
