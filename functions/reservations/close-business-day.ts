/** The end of a business day: refused while someone is still due to arrive or to leave. */
import {
  BusinessDay,
  CloseBusinessDay,
  CommandPending,
  PropertyParams,
} from '#schema/reservations/http.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import { http } from '#shared/function/declare.ts';
import { answerSimply } from './command.ts';
import { problems, writerRefusals } from './problems.ts';

export default http({
  context: 'reservations',
  name: 'close-business-day',
  purpose: 'Closes the business day named, and opens the next; twice is once.',
  route: 'POST /v1/properties/{propertyId}/business-day/closures',
  permission: 'business_day:close',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  body: CloseBusinessDay,
  answers: { 200: BusinessDay, 202: CommandPending, ...writerRefusals },
  problems,
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  handle(input, tools) {
    const { businessDate } = input.body;
    const next = { businessDate: dateOfDay(dayNumber(businessDate) + 1) };
    return answerSimply(
      input,
      tools,
      input.params.propertyId,
      { type: 'close_business_day', businessDate },
      next,
    );
  },
});
