/** Rooms built, closed for the season, or given to another use. */
import { CommandPending, PropertyParams, SetRoomCount } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerSimply } from './command.ts';
import { problems, writerRefusals } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'set-room-count',
  purpose: 'Sets how many rooms of a type stand, on a range of nights.',
  route: 'POST /v1/properties/{propertyId}/room-counts',
  permission: 'inventory:write',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: SetRoomCount,
  answers: { 200: SetRoomCount, 202: CommandPending, ...writerRefusals },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 10 },
  handle(input, tools) {
    const { roomType, from, to, physical } = input.body;
    return answerSimply(
      input,
      tools,
      input.params.propertyId,
      { type: 'set_inventory', roomType, from, to, physical },
      input.body,
    );
  },
});
