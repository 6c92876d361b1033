/** Carries the facts of this context from its outbox to their topic. */
import { identityEventsTopic } from '#schema/identity.ts';
import { relay } from '#shared/function/declare.ts';

export default relay({
  context: 'identity',
  name: 'relay-identity',
  purpose: 'Carries facts about tenants and users to the topic everyone else reads.',
  topic: identityEventsTopic,
  scale: { replicasMin: 1, replicasMax: 1 },
});
