/**
 * How many connections a process may open, from how many processes there may be. All replicas of a
 * function share `DATABASE_CONNECTIONS_MAX`:
 *
 *   one process's pool = connections of the function / replicas of the function − traces − tokens, 1 to 10
 *
 * A function whose pool would be less than one needs a pooler or a larger budget, and says so.
 */
import { SetupProblem } from './setup-problem.ts';

/** Beyond ten at once transactions of milliseconds wait for the same disk and locks. */
export const poolMaxDefault = 10;
/** Traces are written and read by a pool of their own. */
export const tracePoolMax = 2;
/** API tokens are looked up one read at a time, however many come at once. */
export const tokenPoolMax = 1;
/** What every process may hold beside its context's pool. */
const besideMax = tracePoolMax + tokenPoolMax;
/** Relays read and move one cursor at a time. */
export const relayPoolMax = 2;

export function poolMaxOf(connectionsMax: number | undefined, replicasMax: number): number {
  if (connectionsMax === undefined) return poolMaxDefault;
  const each = Math.floor(connectionsMax / replicasMax) - besideMax;
  if (each < 1) {
    throw new SetupProblem(
      `DATABASE_CONNECTIONS_MAX is ${connectionsMax}, and ${replicasMax} replicas need ` +
        `${replicasMax * (1 + besideMax)} at least; raise it, or put a pooler before the database.`,
    );
  }
  return Math.min(poolMaxDefault, each);
}

/** What functions may hold together at their largest, by what each may hold. */
export function connectionsOf(
  functions: readonly { readonly replicasMax: number }[],
  connectionsMax: number | undefined,
): number {
  const each = ({ replicasMax }: { readonly replicasMax: number }): number =>
    replicasMax * (poolMaxOf(connectionsMax, replicasMax) + besideMax);
  return functions.reduce((sum, declared) => sum + each(declared), 0);
}
