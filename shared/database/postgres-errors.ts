/** Turns what `pg` throws into the three things a caller can act on. */
import type pg from 'pg';
import { CommitUnknown, DatabaseRefused, DatabaseUnavailable } from './database.ts';

/**
 * SQLSTATE classes and codes where the same statement may succeed later, on another connection or
 * after an operator's hand. Everything else is the statement's or its data's fault.
 */
const unavailable: readonly string[] = [
  '08', // connection
  '25P03', // idle in transaction for too long: the connection is gone
  '26', // a prepared statement the server no longer has
  '28', // authentication: the credentials are wrong, the data is not
  '3D', // the database is not there
  '40', // serialization failure, deadlock
  '53', // out of connections, memory, disk
  '55', // a lock not available in time, an object in use
  '57', // cancelled, time-out, shutting down
  '58', // the server's operating system
  'F0', // the server's configuration
  'XX', // the server's own fault: blaming a record for it would lose the record
];

/** After a migration an old prepared statement may answer this; a new connection prepares it anew. */
const stalePlanRoutine = 'RevalidateCachedQuery';

export function databaseError(error: unknown): Error {
  if (error instanceof Error && error.name === 'AssertionError') {
    return error; // a value that we cannot hold: our fault, not the world's
  }
  if (!isDatabaseError(error)) {
    return new DatabaseUnavailable(messageOf(error), { cause: error });
  }
  const { code, routine, message, constraint } = error;
  if (routine === stalePlanRoutine || unavailable.some((start) => code.startsWith(start))) {
    return new DatabaseUnavailable(`${message} (${code})`, { cause: error });
  }
  return new DatabaseRefused(message, code, constraint, error);
}

/** An ERROR that answers COMMIT rolled it back; anything that ends the connection leaves it unknown. */
export function commitError(error: unknown): Error {
  return isDatabaseError(error) && error.severity === 'ERROR'
    ? databaseError(error)
    : new CommitUnknown(`no answer to COMMIT: ${messageOf(error)}`, { cause: error });
}

/** Whether the connection can go on: a later transaction must not meet this one's remains. */
export function endsConnection(error: unknown): boolean {
  return !(
    isDatabaseError(error) &&
    error.severity === 'ERROR' &&
    error.routine !== stalePlanRoutine &&
    error.code?.startsWith('26') !== true
  );
}

/** By its form: every driver has a class of its own for what the server said. */
export function isDatabaseError(error: unknown): error is pg.DatabaseError & { code: string } {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string'
  );
}

function messageOf(error: unknown): string {
  // A WebSocket tells of its failure by an event, which holds the error.
  if (error instanceof Event && 'error' in error) return messageOf(error.error);
  return error instanceof Error ? error.message : String(error);
}
