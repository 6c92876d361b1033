/** Where the database is: one address for transactions, and one past a pooler for what needs a session. */
import { SetupProblem } from './setup-problem.ts';

export interface DatabaseAddress {
  /** For transactions; whoever keeps nothing on a session may use it. */
  readonly url: string;
  /** For LISTEN, leases, migrations and whatever else stays on one connection. */
  readonly directUrl: string;
  /** A transaction pooler stands before `url`: the next transaction may meet another session. */
  readonly pooled: boolean;
}

/** PgBouncer's own port, and how Neon names the hosts of its poolers. */
const poolerPort = '6432';
const neonPooler = /-pooler\./;

/** `direct` left out: the first address leads to the server itself. */
export function databaseAddress(url: string, direct: string | undefined): DatabaseAddress {
  if (direct !== undefined) {
    refuseUnusable('DATABASE_DIRECT_URL', direct);
    return { url, directUrl: direct, pooled: direct !== url };
  }
  refuseUnusable('DATABASE_URL', url);
  return { url, directUrl: url, pooled: false };
}

/** A pooler would lose LISTEN and leases without a word: better not to start. */
function refuseUnusable(name: string, url: string): void {
  const sign = poolerSign(url);
  if (sign === undefined) return;
  const other =
    name === 'DATABASE_URL'
      ? 'give the address of the server itself in DATABASE_DIRECT_URL as well'
      : 'it has to be the address of the server itself';
  throw new SetupProblem(
    `${name} leads to a connection pooler (${sign}), which carries no LISTEN and no leases; ${other}.`,
  );
}

/** What tells a pooler by its address alone; `?pgbouncer=true` is how others mark one. */
export function poolerSign(url: string): string | undefined {
  const { hostname, port, searchParams } = new URL(url);
  if (searchParams.get('pgbouncer') === 'true') return 'pgbouncer=true';
  if (port === poolerPort) return `port ${port}`;
  if (neonPooler.test(hostname)) return hostname;
  return undefined;
}
