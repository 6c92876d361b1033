/** Carries the facts of this context from its outbox to their topic. */
import { propertiesEventsTopic } from '#schema/rooms/events.ts';
import { relay } from '#shared/function/declare.ts';

export default relay({
  context: 'properties',
  name: 'relay-properties',
  purpose: 'Carries facts about properties, room types and rooms to the topic everyone else reads.',
  topic: propertiesEventsTopic,
  scale: { replicasMin: 1, replicasMax: 1 },
});
