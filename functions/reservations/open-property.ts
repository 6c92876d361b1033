/** A house that joins: its books are opened by the same writer that will decide its bookings. */
import { currencyExponent } from '#schema/iso.ts';
import { CreateProperty, Property } from '#schema/properties.ts';
import { CommandPending } from '#schema/reservations/http.ts';
import { bucketOf } from '#schema/sharding.ts';
import type { PropertyId } from '#schema/values.ts';
import { derivedId } from '#shared/commands/command.ts';
import { http } from '#shared/function/declare.ts';
import { type CommandRequest, identityOf, sendTo } from './command.ts';
import { placeOfBucket } from './place.ts';
import { problems, writerRefusals } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'open-property',
  purpose: 'Opens a property: its room types, its currency and its first business date.',
  route: 'POST /v1/properties',
  permission: 'properties:create',
  transaction: 'none',
  body: CreateProperty,
  answers: { 201: Property, 202: CommandPending, ...writerRefusals },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  keyOf: propertyIdOf,
  async handle(input, tools) {
    const id = identityOf(input);
    const propertyId = propertyIdOf(input);
    const bucket = bucketOf(propertyId);
    const to = await placeOfBucket(tools.database, bucket);
    const outcome = await sendTo(
      input,
      tools,
      to,
      propertyId,
      { type: 'open_property', ...input.body, bucket },
      id,
    );
    const location = `/v1/properties/${propertyId}`;
    switch (outcome.kind) {
      case 'refused':
        return outcome.answer;
      case 'pending':
        return { status: 202, body: { status: 'pending' }, location, retryAfterSeconds: 1 };
      case 'accepted':
        return {
          status: 201,
          body: {
            id: propertyId,
            ...input.body,
            currencyExponent: currencyExponent(input.body.currency),
          },
          location,
          replayed: outcome.replayed,
        };
    }
  },
});

/** Named by its command, so a retry can only ever find the same one. */
function propertyIdOf(input: Pick<CommandRequest, 'principal' | 'request'>): PropertyId {
  return derivedId(`property\n${identityOf(input)}`) as PropertyId;
}
