/** Carries the facts of this context from its outbox to their topic. */
import { relay } from '#shared/function/declare.ts';

export default relay({
  context: 'identity',
  name: 'relay-identity',
  purpose: 'Carries facts about tenants and users to the topic everyone else reads.',
  topic: 'identity.events',
  scale: { replicasMin: 1, replicasMax: 1 },
});
