/** One fact by its id, looked for among the newest ones: the log has no index of ids. */
import { RecordedEvent } from '#schema/console.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { factTopics, mayBeSeenBy, viewEvent } from './fact-view.ts';
import { scanFacts } from './scan-facts.ts';
import { EventParams } from './views.ts';

/** Half a second's reading; an older fact is found by its subject, in pages. */
const scannedMax = 20_000;

export default http({
  context: 'integrations',
  name: 'get-event',
  purpose: `Gives one fact by its id, if it is among the newest ${scannedMax}.`,
  route: 'GET /v1/events/{eventId}',
  permission: 'events:read',
  transaction: 'none',
  params: EventParams,
  answers: { 200: RecordedEvent, 404: ['event_unknown'] },
  problems: {
    event_unknown: {
      status: 404,
      title: 'No recent event has this id',
      next: 'Look for it in the list of events; what is kept is bounded.',
    },
  },
  scale: { rps: 5, replicasMin: 0, replicasMax: 2 },
  async handle({ params, principal }, { log, house }) {
    const mayBeSeen = mayBeSeenBy(principal);
    const scanned = await scanFacts({
      log,
      topics: factTopics,
      from: undefined,
      limit: 1,
      recordsMax: scannedMax,
      wanted: (event) => event.id === params.eventId && mayBeSeen(event),
    });
    if (scanned === 'elsewhere') return refuse('event_unknown');
    const [fact] = scanned.found;
    if (fact !== undefined) return { status: 200, body: viewEvent(fact, house.functions) };
    return refuse('event_unknown', { details: { lookedThroughAll: scanned.next === undefined } });
  },
});
