/** One connection of the database's owner, for what happens beside the house's work: it comes about soon, or says in one sentence why not. */
import pg from 'pg';
import { SetupProblem } from './setup-problem.ts';

/** A server that is there answers in milliseconds; one behind a silent firewall never does. */
const connectTimeoutMs = 10_000;

export async function connectAsOwner(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  // A lost connection fails the statement that waits for it; nobody else needs to hear of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new SetupProblem(
      `The database at ${placeOf(url)} cannot be used: ${reasonOf(cause)}; see DATABASE_URL.`,
      { cause },
    );
  }
  return client;
}

/** Without user and password: the sentence goes to a terminal or a log. */
function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

/** Every address of a name fails on its own; the first says as much as all of them. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
