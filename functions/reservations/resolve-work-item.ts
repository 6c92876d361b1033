/** A work item that a person has dealt with. */
import * as z from 'zod';
import { CommandPending, ResolveWorkItem } from '#schema/reservations/http.ts';
import { PropertyId } from '#schema/values.ts';
import { http } from '#shared/function/declare.ts';
import { answerSimply } from './command.ts';
import { problems, writerRefusals } from './problems.ts';

const Resolved = z.strictObject({
  id: z.string(),
  status: z.literal('resolved'),
  note: z.string(),
});

export default http({
  context: 'reservations',
  name: 'resolve-work-item',
  purpose: 'Marks a work item as dealt with, saying how.',
  route: 'POST /v1/properties/{propertyId}/work-items/{workItemId}/resolutions',
  permission: 'work_items:resolve',
  scope: 'propertyId',
  transaction: 'none',
  params: z.strictObject({ propertyId: PropertyId, workItemId: z.string().max(200) }),
  body: ResolveWorkItem,
  answers: { 200: Resolved, 202: CommandPending, ...writerRefusals },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  handle(input, tools) {
    const { workItemId, propertyId } = input.params;
    const { note } = input.body;
    const done = { id: workItemId, status: 'resolved', note } as const;
    return answerSimply(
      input,
      tools,
      propertyId,
      { type: 'resolve_work_item', workItemId, note },
      done,
    );
  },
});
