/** Delivers a dead letter again, to the trigger it failed at, as if it came for the first time. */
import { http, refuse } from '#shared/function/declare.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import { DeadLetterParams, DeadLetterRetry } from './views.ts';

export default http({
  context: 'integrations',
  name: 'retry-dead-letter',
  purpose: 'Has an event that could not be delivered delivered again.',
  route: 'POST /v1/dead-letters/{deadLetterId}/retries',
  permission: 'dead_letters:retry',
  transaction: 'write',
  params: DeadLetterParams,
  answers: { 202: DeadLetterRetry, 404: ['dead_letter_unknown'], 409: ['dead_letter_retried'] },
  problems: {
    dead_letter_unknown: {
      status: 404,
      title: 'There is no such dead letter',
      next: 'Read the list of dead letters again; they are kept 30 days.',
    },
    // If it failed again, it is in the list again, under another id.
    dead_letter_retried: {
      status: 409,
      title: 'It was delivered again before',
      next: 'Look whether it came back: a new failure is a new dead letter.',
    },
  },
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params, principal }, { sql, emit }) {
    const { deadLetterId: id } = params;
    const tenantId = principal.tenantId === houseTenantId ? null : principal.tenantId;
    const [row] = await sql.rows<{ queued: boolean | null }>(
      'select push.retry_dead_letter($1, $2) as queued',
      [id, tenantId],
    );
    const queued = row?.queued ?? null;
    if (queued === null) return refuse('dead_letter_unknown');
    if (!queued) return refuse('dead_letter_retried');
    emit({
      ...{ type: 'dead_letter.retried.v1', subject: id, partitionKey: principal.tenantId },
      data: { deadLetterId: id },
    });
    return { status: 202, body: { id, status: 'queued' } };
  },
});
