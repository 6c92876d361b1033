/** Carries the facts of this context from its outbox to their topic. */
import { guestsEventsTopic } from '#schema/guests/events.ts';
import { relay } from '#shared/function/declare.ts';

export default relay({
  context: 'guests',
  name: 'relay-guests',
  purpose: 'Carries facts about guests to the topic everyone else reads.',
  topic: guestsEventsTopic,
  scale: { replicasMin: 1, replicasMax: 1 },
});
