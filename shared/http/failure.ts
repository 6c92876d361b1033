/** What a caller is told when something threw: the world's faults as 503, ours as 500 with an alarm in the log. */
import { CommitUnknown, DatabaseUnavailable } from '#shared/database/database.ts';
import { TimedOut } from '#shared/process/deadline.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { CallerGone } from './exchange.ts';
import type { RuntimeRefusal } from './problems.ts';
import type { Shown } from './respond.ts';

export function failureOf(
  error: unknown,
  logger: Logger,
  functionName: string,
  shown: Shown,
): RuntimeRefusal {
  if (error instanceof DatabaseUnavailable) return { code: 'unavailable', retryAfterSeconds: 1 };
  if (error instanceof CommitUnknown) return { code: 'outcome_unknown', retryAfterSeconds: 1 };
  if (error instanceof TimedOut) return { code: 'timed_out', retryAfterSeconds: 5 };
  // Nobody hears it; the count of answers tells it from faults of ours.
  if (error instanceof CallerGone) return { code: 'invalid_request', detail: error.message };
  logger.error('a function failed', { function: functionName, requestId: shown.requestId, error });
  return { code: 'internal_error' };
}
