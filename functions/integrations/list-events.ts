/** The facts of all contexts, newest first, by type, subject and tenant. */
import { eventsPerAnswerMax, ListEvents, RecordedEvents } from '#schema/console.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { decodePlaces, encodePlaces } from './fact-places.ts';
import { factTopics, mayBeSeenBy, viewEvent } from './fact-view.ts';
import { scanFacts } from './scan-facts.ts';

/** 10 MB of facts read in some 100 ms; what is older is on the next page. */
const scannedMax = 5_000;

export default http({
  context: 'integrations',
  name: 'list-events',
  purpose: 'Lists recorded facts with their data, newest first, in pages.',
  route: 'GET /v1/events',
  permission: 'events:read',
  transaction: 'none',
  query: ListEvents,
  answers: { 200: RecordedEvents, 400: ['cursor_invalid'] },
  problems: { cursor_invalid: { status: 400, title: 'The cursor is not one of ours' } },
  scale: { rps: 10, replicasMin: 0, replicasMax: 2 },
  async handle({ query, principal }, { log, house }) {
    const { cursor, type, subject, tenantId } = query;
    const from = cursor === undefined ? undefined : decodePlaces(cursor, factTopics.length);
    if (from === 'invalid') return refuse('cursor_invalid');
    const mayBeSeen = mayBeSeenBy(principal);
    const scanned = await scanFacts({
      log,
      topics: factTopics,
      from,
      limit: query.limit ?? eventsPerAnswerMax,
      recordsMax: scannedMax,
      wanted: (event) =>
        mayBeSeen(event) &&
        (type === undefined || event.type === type) &&
        (subject === undefined || event.subject === subject) &&
        (tenantId === undefined || event.extensions['tenantid'] === tenantId),
    });
    if (scanned === 'elsewhere') return refuse('cursor_invalid');
    const { found, next } = scanned;
    return {
      status: 200,
      body: {
        events: found.map((each) => viewEvent(each, house.functions)),
        ...(next === undefined ? {} : { nextCursor: encodePlaces(next) }),
      },
    };
  },
});
