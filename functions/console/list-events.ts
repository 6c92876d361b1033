/** The last facts of every topic that a relay fills: what happened, to what, and in which trace. */
import {
  eventsPerAnswerMax,
  ListEvents,
  type RecordedEvent,
  RecordedEvents,
} from '#schema/console.ts';
import { http } from '#shared/function/declare.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import { lastEvents } from './last-events.ts';

export default http({
  context: 'console',
  name: 'list-events',
  purpose: 'Lists the last events, newest first, without their data.',
  route: 'GET /v1/events',
  permission: 'events:read',
  transaction: 'none',
  query: ListEvents,
  answers: { 200: RecordedEvents },
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ query, principal }, { house, log }) {
    const limit = query.limit ?? eventsPerAnswerMax;
    const mayBeSeen = ({ tenantId }: RecordedEvent): boolean =>
      principal.tenantId === houseTenantId || tenantId === principal.tenantId;
    const events = await lastEvents({ functions: house.functions, log, limit, mayBeSeen });
    return { status: 200, body: { events } };
  },
});
