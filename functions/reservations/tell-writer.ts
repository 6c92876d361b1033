/** Facts of another context told to the writer of a property, as commands that are named by what they say. */
import type { ReservationsCommandBody } from '#schema/reservations/commands.ts';
import { type CommandId, type Instant, type PropertyId, TenantId } from '#schema/values.ts';
import { derivedId, fingerprintOf } from '#shared/commands/command.ts';
import type { Delivered } from '#shared/function/declare.ts';
import { instantText } from '#shared/instant.ts';
import type { Tools } from './command.ts';
import { placeOf } from './place.ts';
import { commandText } from './wire.ts';

/** As long as a request waits; less than a trigger does. */
const waitMs = 10_000;

interface Told {
  readonly extensions: { readonly [name: string]: string | undefined };
}

/** An event that comes again is decided once, because it says the same. */
export async function tellWriter(
  job: string,
  propertyId: PropertyId,
  { extensions }: Told,
  tools: Pick<Tools, 'database' | 'cache' | 'commands' | 'clock'>,
  body: ReservationsCommandBody,
): Promise<Delivered> {
  const tenantId = TenantId.parse(extensions['tenantid']);
  const place = await placeOf(tools, tenantId, propertyId);
  if (place === undefined) return { outcome: 'later', reason: 'the property is not open yet' };
  const effectiveAt = instantText(tools.clock.nowMs()) as Instant;
  const said = JSON.stringify(body);
  const id = derivedId(`${body.type}\n${tenantId}\n${propertyId}\n${said}`) as CommandId;
  const fingerprint = fingerprintOf(said);
  const envelope = {
    ...{ id, tenantId, propertyId, effectiveAt, fingerprint },
    actor: { kind: 'job', id: job },
    acceptance: 'strict',
  } as const;
  const traceparent = extensions['traceparent'] ?? '';
  const value = commandText(envelope, body);
  const sent = await tools.commands.send(
    { id, tenantId, fingerprint, to: place.to, key: propertyId, value, traceparent },
    waitMs,
  );
  if (sent.sent !== 'decided') return { outcome: 'later', reason: `the writer is ${sent.sent}` };
  const { outcome } = sent.decision;
  return outcome === 'accepted' ? { outcome: 'done' } : { outcome: 'refused', reason: outcome };
}
