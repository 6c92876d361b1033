/** Tells who watches a property that something was decided there; what is lost is read with the next. */
import type { LiveFact } from '#schema/console.ts';
import { eventsTopic, type ReservationsEvent } from '#schema/reservations/events.ts';
import { contentOf } from '#shared/events/read-fact.ts';
import { consumer } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { parseTraceparent } from '#shared/telemetry/traceparent.ts';
import { audienceOf } from './live-audience.ts';
import { liveChannel } from './live-channel.ts';

/** What a page shows at once. Of more (an import, a late start) the newest are told. */
const factsPerMessageMax = 50;

/** A page is looked at by people: it may be so late, and a batch costs as much as thirty of its facts. */
const gatherMs = 150;

export default consumer({
  context: 'console',
  name: 'announce-facts',
  purpose: 'Announces decided facts to those who watch their property.',
  topic: eventsTopic,
  batchRecordsMax: 500,
  gatherMs,
  scale: { replicasMin: 0, replicasMax: 8, lagThreshold: 1000 },
  memory: () => undefined,
  async handle({ records }, { channels, clock }) {
    const audience = audienceOf(channels);
    const nowMs = clock.nowMs();
    const byChannel = announcements(records, (channel) => audience.watches(channel, nowMs));
    return {
      tenants: [],
      events: [],
      write: async () => {},
      committed() {
        for (const [channel, facts] of byChannel) {
          void channels.publish(channel, JSON.stringify(facts.slice(-factsPerMessageMax)));
        }
      },
    };
  },
});

function announcements(
  records: readonly StoredRecord[],
  isWatched: (channel: string) => boolean,
): ReadonlyMap<string, readonly LiveFact[]> {
  const byChannel = new Map<string, LiveFact[]>();
  for (const record of records) {
    const {
      ce_type: type,
      ce_tenantid: tenantId,
      ce_subject: subject = '',
      ce_traceparent: traceparent = '',
    } = record.headers;
    if (type === undefined || tenantId === undefined) continue;
    const { propertyId, businessDate }: Partial<ReservationsEvent['data']> = contentOf(record);
    if (propertyId === undefined || businessDate === undefined)
      throw new Error('the fact does not say which property it is about, and when');
    const channel = liveChannel(tenantId, propertyId);
    if (!isWatched(channel)) continue;
    const traceId = parseTraceparent(traceparent)?.traceId;
    const fact: LiveFact = {
      ...{ type, subject, businessDate },
      ...(traceId === undefined ? {} : { traceId }),
    };
    const others = byChannel.get(channel);
    if (others === undefined) byChannel.set(channel, [fact]);
    else others.push(fact);
  }
  return byChannel;
}
