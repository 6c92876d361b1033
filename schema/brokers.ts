/** Brokers of the product: names that producers and triggers know, each over one topic. */
import { guestsEventsTopic } from './guests/events.ts';
import { identityEventsTopic } from './identity.ts';
import { ratesEventsTopic } from './rates/events.ts';
import { eventsTopic } from './reservations/events.ts';
import { propertiesEventsTopic } from './rooms/events.ts';

/** Facts come from their context's relay alone; `inbound` is where others send theirs. */
export const brokers = [
  { name: 'reservations', topic: eventsTopic, external: false },
  { name: 'identity', topic: identityEventsTopic, external: false },
  { name: 'guests', topic: guestsEventsTopic, external: false },
  { name: 'properties', topic: propertiesEventsTopic, external: false },
  { name: 'rates', topic: ratesEventsTopic, external: false },
  { name: 'inbound', topic: 'inbound', external: true },
] as const;
