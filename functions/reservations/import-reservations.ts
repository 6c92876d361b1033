/** Another system's history, as ordinary commands of one property, in the order given. */

import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import {
  type ImportCommand,
  ImportCommands,
  ImportResults,
  PropertyParams,
} from '#schema/reservations/http.ts';
import {
  type Acceptance,
  type Actor,
  actorIdCharactersMax,
  type Instant,
  type PropertyId,
  type ReservationId,
} from '#schema/values.ts';
import { fingerprintOf } from '#shared/commands/command.ts';
import type { OutgoingCommand, Sent } from '#shared/commands/sender.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { bookingOf } from './booking.ts';
import {
  type CommandRequest,
  envelopeOf,
  identityOf,
  reservationIdOf,
  type Tools,
} from './command.ts';
import { type Place, placeOf } from './place.ts';
import { problems } from './problems.ts';
import { commandText } from './wire.ts';

/** 500 bookings with every field filled. */
const bodyBytesMax = 2 * 1024 * 1024;

export default http({
  context: 'reservations',
  name: 'import-reservations',
  purpose: 'Takes up to 500 commands of one property at their own times, each with its own key.',
  route: 'POST /v1/properties/{propertyId}/imports',
  permission: 'import',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: ImportCommands,
  bodyBytesMax,
  // Each command has a key of its own, so a repeat of the request repeats them one by one.
  idempotencyKey: 'none',
  answers: {
    200: ImportResults,
    404: ['property_unknown'],
    503: ['unavailable', 'outcome_unknown'],
  },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle(input, tools) {
    const { propertyId } = input.params;
    const place = await placeOf(tools, input.principal.tenantId, propertyId);
    if (place === undefined) return refuse('property_unknown');
    const outgoing = input.body.commands.map((command) =>
      commandOf(input, tools, propertyId, place, command),
    );
    const sent = await tools.commands.sendAll(
      outgoing.map(({ command }) => command),
      input.request.waitMs,
    );
    if (sent.some(({ sent: how }) => how === 'unavailable'))
      return refuse('unavailable', { retryAfterSeconds: 1 });
    if (sent.some(({ sent: how }) => how === 'unknown'))
      return refuse('outcome_unknown', { retryAfterSeconds: 1 });
    const results = input.body.commands.map((command, at) =>
      resultOf(command, sent[at], outgoing[at]?.reservationId),
    );
    return { status: 200, body: { results } };
  },
});

interface Outgoing {
  readonly command: OutgoingCommand;
  readonly reservationId: ReservationId | undefined;
}

function commandOf(
  input: CommandRequest,
  tools: Tools,
  propertyId: PropertyId,
  place: Place,
  command: ImportCommand,
): Outgoing {
  const id = identityOf(input, command.key);
  const reservationId = aboutOf(input, command);
  const envelope = envelopeOf({ ...input, body: command }, propertyId, id, tools.clock.nowMs());
  const acceptance: Acceptance = command.type === 'book' ? command.acceptance : 'strict';
  const asked = {
    ...envelope,
    // What a channel sent stays the channel's, whoever brings it in.
    actor: acceptance === 'accept_and_flag' ? importedBy(envelope.actor) : envelope.actor,
    effectiveAt: command.effectiveAt satisfies Instant,
    acceptance,
  };
  return {
    reservationId,
    command: {
      id,
      tenantId: envelope.tenantId,
      fingerprint: fingerprintOf(JSON.stringify(command)),
      to: place.to,
      key: propertyId,
      value: commandText(asked, bodyOf(command, reservationId, place, tools)),
      traceparent: input.request.traceparent,
    },
  };
}

/** The channel's booking, and who brought it in. */
function importedBy({ id }: Actor): Actor {
  return { kind: 'channel', id: `import:${id}`.slice(0, actorIdCharactersMax) };
}

/** Commands name the booking by the key it was imported with: its id follows from it. */
function aboutOf(input: CommandRequest, command: ImportCommand): ReservationId | undefined {
  if (command.type === 'close_business_day') return undefined;
  return reservationIdOf(
    identityOf(input, command.type === 'book' ? command.key : command.booking),
  );
}

function bodyOf(
  command: ImportCommand,
  about: ReservationId | undefined,
  place: Place,
  tools: Tools,
): ReservationsCommandBody {
  if (command.type === 'close_business_day')
    return { type: 'close_business_day', businessDate: command.businessDate };
  if (about === undefined) throw new Error(`${command.type} names no booking`);
  const reservationId = about;
  switch (command.type) {
    case 'book':
      return {
        type: 'book',
        reservationId,
        ...bookingOf(command.booking, reservationId, place.currency, tools),
      };
    case 'cancel':
      return { type: 'cancel', reservationId, reason: command.reason };
    case 'check_in':
      return {
        type: 'check_in',
        reservationId,
        ...(command.assignedRoomType === undefined
          ? {}
          : { assignedRoomType: command.assignedRoomType }),
      };
    case 'check_out':
      return { type: 'check_out', reservationId, earlyDeparture: false };
    case 'mark_no_show':
      return { type: 'mark_no_show', reservationId };
  }
}

function resultOf(
  command: ImportCommand,
  sent: Sent | undefined,
  reservationId: ReservationId | undefined,
) {
  const decision = sent?.sent === 'decided' ? sent.decision : undefined;
  return {
    key: command.key,
    outcome: decision?.outcome ?? 'pending',
    ...(reservationId === undefined ? {} : { reservationId }),
    replayed: decision?.replayed ?? false,
  };
}
