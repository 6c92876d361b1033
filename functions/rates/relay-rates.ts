/** Carries the facts of this context from its outbox to their topic. */
import { ratesEventsTopic } from '#schema/rates/events.ts';
import { relay } from '#shared/function/declare.ts';

export default relay({
  context: 'rates',
  name: 'relay-rates',
  purpose: 'Carries facts about plans, prices and restrictions to the topic everyone else reads.',
  topic: ratesEventsTopic,
  scale: { replicasMin: 1, replicasMax: 1 },
});
