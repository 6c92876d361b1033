/** Facts of the context `integrations`: for the audit trail, so no relay carries them. */
import * as z from 'zod';
import { Actor } from './values.ts';

export const DeadLetterRetried = z.object({ deadLetterId: z.uuid(), actor: z.object(Actor.shape) });
export const integrationsEvents = { 'dead_letter.retried.v1': DeadLetterRetried } as const;
