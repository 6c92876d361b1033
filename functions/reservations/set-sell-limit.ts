/** Overbooking on purpose, or holding rooms back. */
import { CommandPending, PropertyParams, SetSellLimit } from '#schema/reservations/http.ts';
import { http } from '#shared/function/declare.ts';
import { answerSimply } from './command.ts';
import { problems, writerRefusals } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'set-sell-limit',
  purpose: 'Sets how many rooms may be sold, of a type or of the house, on a range of nights.',
  route: 'POST /v1/properties/{propertyId}/sell-limits',
  permission: 'inventory:write',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: SetSellLimit,
  answers: { 200: SetSellLimit, 202: CommandPending, ...writerRefusals },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 10 },
  handle(input, tools) {
    const { roomType, from, to, rooms: sellLimit, hard } = input.body;
    return answerSimply(
      input,
      tools,
      input.params.propertyId,
      {
        type: 'set_inventory',
        roomType,
        from,
        to,
        sellLimit,
        ...(hard === undefined ? {} : { hard }),
      },
      input.body,
    );
  },
});
