/** What operators are shown of events and dead letters. Nothing is unsealed for them. */
import * as z from 'zod';
import { Instant } from '#schema/values.ts';

/** An event's attributes by name, extensions too. */
const attributes = z.record(z.string(), z.string());

export const deadLettersPerPageMax = 100;
export const DeadLetterParams = z.strictObject({ deadLetterId: z.uuid() });
export const ListDeadLetters = z.strictObject({
  trigger: z.string().min(1).max(100).optional(),
  limit: z.int().min(1).max(deadLettersPerPageMax).optional(),
  cursor: z.string().max(500).optional(),
});

export const DeadLetter = z.strictObject({
  id: z.uuid(),
  /** The trigger it failed at, and where its event stands. */
  trigger: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  /** Of the last answer, with the beginning of what it said. */
  code: z.int(),
  error: z.string(),
  attributes,
  failedAt: Instant,
  /** When it was delivered again; absent while it was not. */
  retriedAt: Instant.optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
export const DeadLetterPage = z.strictObject({
  deadLetters: z.array(DeadLetter),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});

/** It is delivered within seconds; whether that went well is seen by its not coming back. */
export const DeadLetterRetry = z.strictObject({ id: z.uuid(), status: z.literal('queued') });

export const EventParams = z.strictObject({ eventId: z.string().min(1).max(200) });
