/** What travels on each topic: facts by their types, commands by the type of their body. */
import { guestsEvents, guestsEventsTopic } from './guests/events.ts';
import { identityEvents, identityEventsTopic } from './identity.ts';
import { ratesEvents, ratesEventsTopic } from './rates/events.ts';
import { commandsTopic, reservationsCommands } from './reservations/commands.ts';
import { eventsTopic, reservationsEvents } from './reservations/events.ts';
import { propertiesEvents, propertiesEventsTopic } from './rooms/events.ts';

export const messages = [
  { topic: commandsTopic, context: 'reservations', kind: 'command', schemas: reservationsCommands },
  { topic: eventsTopic, context: 'reservations', kind: 'fact', schemas: reservationsEvents },
  { topic: identityEventsTopic, context: 'identity', kind: 'fact', schemas: identityEvents },
  { topic: guestsEventsTopic, context: 'guests', kind: 'fact', schemas: guestsEvents },
  { topic: propertiesEventsTopic, context: 'properties', kind: 'fact', schemas: propertiesEvents },
  { topic: ratesEventsTopic, context: 'rates', kind: 'fact', schemas: ratesEvents },
] as const;
