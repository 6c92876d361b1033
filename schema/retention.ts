/** How long the house keeps what it does not keep for ever. Facts, and what is made from them, stay; not where they came from. */
import { commandsRetentionMs } from './reservations/commands.ts';

const dayMs = 86_400_000;

export interface Retained {
  /** In every context that has a table of this name. */
  readonly table: string;
  /** When a row came, or when what it says has ended. */
  readonly column: string;
  readonly keepMs: number;
  /** The column that is emptied; the whole row goes when it is left out. */
  readonly clear?: string;
}

/** A late copy of a command must find its decision: decisions outlive the topic that copies come from. */
const decisionsKeepMs = 14 * dayMs;

export const retention: readonly Retained[] = [
  { table: 'decisions', column: 'decided_at', keepMs: decisionsKeepMs },
  // Brokers repeat for hours; two weeks cover a consumer that was switched off over a holiday.
  { table: 'inbox', column: 'received_at', keepMs: 14 * dayMs },
  // A client repeats a key until it has its answer: days, where its own queue was stuck.
  { table: 'idempotency', column: 'answered_at', keepMs: 14 * dayMs },
  // An alarm told of it; a quarter later nobody repairs it any more.
  { table: 'parked', column: 'parked_at', keepMs: 90 * dayMs },
  // Long enough to see what a token that has ended was, and what it was last used for.
  { table: 'api_tokens', column: 'expires_at', keepMs: 90 * dayMs },
  // Where whoever did it was: thirteen months, so that a yearly audit finds the whole of its year.
  { table: 'events', column: 'recorded_at', keepMs: 400 * dayMs, clear: 'client_address' },
  // As long as the topic of dead letters keeps what it points at.
  { table: 'dead_letters', column: 'failed_at', keepMs: 30 * dayMs },
];

/** What must hold between limits, for the test that asserts it. */
export const retentionRelations = { decisionsKeepMs, commandsRetentionMs } as const;
