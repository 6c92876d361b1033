/** Rooms that cannot be sold for a while; what was sold already goes on the work list. */
import { CommandPending, PropertyParams, SetOutOfOrder } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerSimply } from './command.ts';
import { problems, writerRefusals } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'set-out-of-order',
  purpose: 'Sets how many rooms of a type are out of order, on a range of nights; 0 ends it.',
  route: 'POST /v1/properties/{propertyId}/out-of-order-periods',
  permission: 'inventory:write',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: SetOutOfOrder,
  answers: { 200: SetOutOfOrder, 202: CommandPending, ...writerRefusals },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 10 },
  handle(input, tools) {
    const { roomType, from, to, rooms: outOfOrder } = input.body;
    return answerSimply(
      input,
      tools,
      input.params.propertyId,
      { type: 'set_inventory', roomType, from, to, outOfOrder },
      input.body,
    );
  },
});
