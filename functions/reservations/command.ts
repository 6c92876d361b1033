/** One request becomes one command to the writer of its property, and the decision becomes the answer. */
import type {
  CommandEnvelope,
  ReservationsCommandBody,
  ReservationsRejection,
} from '#schema/reservations/commands.ts';
import type {
  Acceptance,
  CommandId,
  Instant,
  PropertyId,
  ReservationId,
  TenantId,
} from '#schema/values.ts';
import { commandId, derivedId, fingerprintOf } from '#shared/commands/command.ts';
import type { Sent } from '#shared/commands/sender.ts';
import { type Refusal, type Reply, refuse } from '#shared/function/declare.ts';
import type { Principal } from '#shared/function/principal.ts';
import type { RequestFacts } from '#shared/function/request-facts.ts';
import type { HttpTools } from '#shared/function/tools.ts';
import { instantText } from '#shared/instant.ts';
import type { TopicPartition } from '#shared/log/log.ts';
import { placeOf } from './place.ts';
import { isRejection } from './problems.ts';
import { commandText } from './wire.ts';

export type Tools = HttpTools<'none'>;

export interface CommandRequest {
  readonly principal: Principal;
  readonly request: RequestFacts;
  /** As parsed: its text is what a repeat of the key is compared with. */
  readonly body: unknown;
}

export type Refused = Refusal<ReservationsRejection | 'unavailable' | 'outcome_unknown'>;

/** `accepted` says whether an earlier copy was, and what its writer said; everything else is an answer already. */
export type CommandOutcome =
  | { readonly kind: 'accepted'; readonly replayed: boolean; readonly receipt: unknown }
  | { readonly kind: 'pending' }
  | { readonly kind: 'refused'; readonly answer: Refused };

export function identityOf(
  { principal, request }: Pick<CommandRequest, 'principal' | 'request'>,
  key = request.idempotencyKey ?? '',
): CommandId {
  return commandId({
    tenantId: principal.tenantId,
    client: principal.client,
    method: request.method,
    path: request.path,
    idempotencyKey: key,
  }) as CommandId;
}

/** A booking's reservation is named by its command, so a retry can only ever find the same one; of the same time, if that has one. */
export function reservationIdOf(id: CommandId): ReservationId {
  return derivedId(`reservation\n${id}`, id) as ReservationId;
}

export function acceptanceOf(principal: Principal): Acceptance {
  return principal.policies['acceptance'] === 'accept_and_flag' ? 'accept_and_flag' : 'strict';
}

export function envelopeOf(
  input: CommandRequest,
  propertyId: PropertyId,
  id: CommandId,
  nowMs: number,
): CommandEnvelope {
  const { principal, request } = input;
  return {
    id,
    tenantId: principal.tenantId as TenantId,
    propertyId,
    fingerprint: fingerprintOf(JSON.stringify(input.body ?? null)),
    actor: { kind: principal.kind, id: principal.subject },
    effectiveAt: instantText(nowMs) as Instant,
    acceptance: acceptanceOf(principal),
    clientAddress: request.clientAddress,
    ...(request.expectedVersion === undefined ? {} : { expectedVersion: request.expectedVersion }),
  };
}

/** Sends to the property's writer and waits as long as the caller wants. */
export async function decide(
  input: CommandRequest,
  tools: Tools,
  propertyId: PropertyId,
  body: ReservationsCommandBody,
  id: CommandId = identityOf(input),
): Promise<CommandOutcome> {
  const place = await placeOf(tools, input.principal.tenantId, propertyId);
  if (place === undefined) return { kind: 'refused', answer: refuse('property_unknown') };
  return sendTo(input, tools, place.to, propertyId, body, id);
}

/** Not `async`: hundreds of requests wait for what it returns, and each would hold all that it has at hand. */
export function sendTo(
  input: CommandRequest,
  tools: Tools,
  to: TopicPartition,
  propertyId: PropertyId,
  body: ReservationsCommandBody,
  id: CommandId,
): Promise<CommandOutcome> {
  const envelope = envelopeOf(input, propertyId, id, tools.clock.nowMs());
  const command = {
    id,
    tenantId: envelope.tenantId,
    fingerprint: envelope.fingerprint,
    to,
    key: propertyId,
    value: commandText(envelope, body),
    traceparent: input.request.traceparent,
  };
  return tools.commands.send(command, input.request.waitMs).then(outcomeOf);
}

export function outcomeOf(sent: Sent): CommandOutcome {
  switch (sent.sent) {
    case 'pending':
      return { kind: 'pending' };
    case 'unavailable':
      return { kind: 'refused', answer: refuse('unavailable', { retryAfterSeconds: 1 }) };
    case 'unknown':
      return { kind: 'refused', answer: refuse('outcome_unknown', { retryAfterSeconds: 1 }) };
    case 'decided': {
      const { outcome, details, replayed, receipt } = sent.decision;
      if (outcome === 'accepted') return { kind: 'accepted', replayed, receipt };
      if (!isRejection(outcome))
        throw new Error(`the writer answered ${outcome}, which is no rejection`);
      return { kind: 'refused', answer: refuse(outcome, { details, replayed }) };
    }
  }
}

/** Answer of a command about the property itself. */
export async function answerSimply<B>(
  input: CommandRequest,
  tools: Tools,
  propertyId: PropertyId,
  body: ReservationsCommandBody,
  done: B,
): Promise<Reply<200, B> | Reply<202, { status: 'pending' }> | Refused> {
  const outcome = await decide(input, tools, propertyId, body);
  switch (outcome.kind) {
    case 'refused':
      return outcome.answer;
    case 'pending':
      return { status: 202, body: { status: 'pending' }, retryAfterSeconds: 1 };
    case 'accepted':
      return { status: 200, body: done, replayed: outcome.replayed };
  }
}
