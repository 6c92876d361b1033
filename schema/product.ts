/** What the product is made of beside its functions: its topics and what its roles grant. */

import { roleNames, roles } from './access.ts';
import { guestsEventsTopic } from './guests/events.ts';
import { identityEventsTopic } from './identity.ts';
import { ratesEventsTopic } from './rates/events.ts';
import { commandsRetentionMs, commandsTopic } from './reservations/commands.ts';
import { eventsTopic } from './reservations/events.ts';
import { propertiesEventsTopic } from './rooms/events.ts';

/** Fixed when a topic is made: a change would send a property to another writer. */
export const partitions = 8;

const day = 86_400_000;

/** Facts are kept for ever: every read model is made again from them. */
export const topics = [
  { name: commandsTopic, partitions, retentionMs: commandsRetentionMs },
  { name: eventsTopic, partitions, retentionMs: null },
  { name: identityEventsTopic, partitions, retentionMs: null },
  { name: guestsEventsTopic, partitions, retentionMs: null },
  { name: propertiesEventsTopic, partitions, retentionMs: null },
  { name: ratesEventsTopic, partitions, retentionMs: null },
  { name: 'inbound', partitions, retentionMs: 7 * day },
] as const;

/** Roles as the runtime needs them. Only our own issuer gives the operator's. */
export const roleGrants = Object.fromEntries(
  roleNames.map((name) => [name, { ...roles[name], house: name === 'operator' }]),
);
