/** Carries the facts of this context from its outbox to their topic. */
import { eventsTopic } from '#schema/reservations/events.ts';
import { relay } from '#shared/function/declare.ts';

export default relay({
  context: 'reservations',
  name: 'relay-reservations',
  purpose: 'Carries facts about reservations to the topic everyone else reads.',
  topic: eventsTopic,
  scale: { replicasMin: 1, replicasMax: 2 },
});
