/** Tells the writer of a property how many rooms of a type are listed: it alone decides what is sold by it. */
import type { CountRooms } from '#schema/reservations/commands.ts';
import { RoomTypeRoomsChanged } from '#schema/rooms/events.ts';
import { type CommandId, type Instant, type PropertyId, TenantId } from '#schema/values.ts';
import { derivedId, fingerprintOf } from '#shared/commands/command.ts';
import type { OutgoingCommand } from '#shared/commands/sender.ts';
import { type Delivered, subscriber } from '#shared/function/declare.ts';
import type { TopicPartition } from '#shared/log/log.ts';
import { placeOf } from './place.ts';
import { commandText } from './wire.ts';

/** As long as a request waits; less than a trigger does. */
const waitMs = 10_000;
const actor = { kind: 'job', id: 'count-listed-rooms' } as const;

export default subscriber({
  context: 'reservations',
  name: 'count-listed-rooms',
  purpose: 'Has the writer sell as many rooms of a type as are listed and active.',
  broker: 'properties',
  filters: [{ exact: { type: 'room_type.rooms_changed.v1' } }],
  // An older count that comes late changes nothing, so order saves work and is not needed.
  order: 'ordered',
  delivery: { retry: 10, backoffPolicy: 'exponential', backoffDelayMs: 200 },
  transaction: 'none',
  data: RoomTypeRoomsChanged,
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ event, data }, tools): Promise<Delivered> {
    const tenantId = TenantId.parse(event.extensions['tenantid']);
    const place = await placeOf(tools, tenantId, data.propertyId);
    if (place === undefined) return { outcome: 'later', reason: 'the property is not open yet' };
    const effectiveAt = new Date(tools.clock.nowMs()).toISOString() as Instant;
    const { version: listVersion, roomType, name, rooms } = data;
    const sent = await tools.commands.send(
      commandOf(
        { tenantId, propertyId: data.propertyId, effectiveAt, to: place.to },
        { type: 'count_rooms', roomType, name, rooms, listVersion },
        event.extensions['traceparent'] ?? '',
      ),
      waitMs,
    );
    if (sent.sent !== 'decided') return { outcome: 'later', reason: `the writer is ${sent.sent}` };
    const { outcome } = sent.decision;
    return outcome === 'accepted' ? { outcome: 'done' } : { outcome: 'refused', reason: outcome };
  },
});

interface About {
  readonly tenantId: TenantId;
  readonly propertyId: PropertyId;
  readonly effectiveAt: Instant;
  readonly to: TopicPartition;
}

/** Named by what it says, so an event that comes again is decided once. */
function commandOf(about: About, body: CountRooms, traceparent: string): OutgoingCommand {
  const { to, ...head } = about;
  const { tenantId, propertyId } = about;
  const said = JSON.stringify(body);
  const id = derivedId(`count_rooms\n${tenantId}\n${propertyId}\n${said}`) as CommandId;
  const fingerprint = fingerprintOf(said);
  const envelope = { ...head, id, fingerprint, actor, acceptance: 'strict' } as const;
  const value = commandText(envelope, body);
  return { id, tenantId, fingerprint, to, key: propertyId, value, traceparent };
}
