/**
 * The door for producers: an event is accepted (202) once the log has it. Its tenant is the
 * sender's, whatever it says, and only brokers that are open to producers take events.
 */
import { type Context, Hono } from 'hono';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { recordOfEvent } from '#shared/events/fact-record.ts';
import { parseHttpEvent } from '#shared/events/http-event.ts';
import { partitionOf } from '#shared/events/outbox.ts';
import type { Engines } from '#shared/function/engines.ts';
import { admit } from '#shared/http/admit.ts';
import { failureOf } from '#shared/http/failure.ts';
import type { RuntimeRefusal } from '#shared/http/problems.ts';
import { addressOf, type HeaderValues, header, headersOf } from '#shared/http/request.ts';
import { problemResponse, type Shown } from '#shared/http/respond.ts';
import type { Broker } from './broker.ts';
import { withoutSequence } from './reply.ts';
import { eventBody } from './subscriber-app.ts';

const permission = 'events:produce';
const otherMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** A key is compared and hashed, never read; a longer one would not fit where it is stored. */
const keyCharactersMax = 1_000;

export function brokerIngress(engines: Engines, brokers: readonly Broker[]): Hono {
  const open = new Map(brokers.filter(({ external }) => external).map((each) => [each.name, each]));
  const partitions = new Map<string, number>();
  const app = new Hono();
  // With its prefix, and without when a house mounts it under `/broker`.
  const paths = ['/broker/:name', '/:name'];
  app.on('POST', paths, (c) => serve(c, engines, open.get(c.req.param('name') ?? ''), partitions));
  app.on(otherMethods, paths, (c) => {
    const refusal = { code: 'method_not_allowed', headers: { allow: 'POST' } } as const;
    return problemResponse(refusal, shownBy(engines, headersOf(c)));
  });
  return app;
}

function shownBy(engines: Engines, headers: HeaderValues): Shown {
  const span = engines.telemetry.span('broker-ingress', 'server', header(headers, 'traceparent'));
  span.end();
  return { requestId: engines.ids.next(), traceparent: span.traceparent };
}

async function serve(
  c: Context,
  engines: Engines,
  broker: Broker | undefined,
  partitions: Map<string, number>,
): Promise<Response> {
  const headers = headersOf(c);
  const parent = header(headers, 'ce-traceparent') ?? header(headers, 'traceparent');
  const span = engines.telemetry.span('broker-ingress', 'producer', parent);
  const shown: Shown = { requestId: engines.ids.next(), traceparent: span.traceparent };
  let refusal: RuntimeRefusal | undefined;
  try {
    refusal = await accept(c, engines, headers, broker, partitions, shown.traceparent);
  } catch (error) {
    refusal = failureOf(error, engines.logger, 'broker-ingress', shown);
  }
  const response =
    refusal === undefined
      ? new Response(null, { status: 202, headers: { 'x-request-id': shown.requestId } })
      : problemResponse(refusal, shown);
  span.end(response.status >= 500 ? 'error' : 'ok');
  engines.telemetry.count('serai_ingress_total', {
    broker: broker?.name ?? 'unknown',
    status: String(response.status),
  });
  return response;
}

async function accept(
  c: Context,
  engines: Engines,
  headers: HeaderValues,
  broker: Broker | undefined,
  partitions: Map<string, number>,
  traceparent: string,
): Promise<RuntimeRefusal | undefined> {
  const address = addressOf(c, headers, engines.trustedHops);
  const admitted = await admit(engines, { permission }, headers, {}, address);
  if ('code' in admitted) return admitted;
  if (broker === undefined) return { code: 'not_found' };
  const body = await eventBody(c, headers);
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
