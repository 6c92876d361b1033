/**
 * Hears PostgreSQL's notifications on a direct connection of its own, and keeps at it: a lost
 * connection is made again, and the owner is told that something may have been missed meanwhile.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { databaseError } from './postgres-errors.ts';

export interface ListenerOptions {
  /** A direct address: a transaction pooler does not carry LISTEN. */
  readonly url: string;
  onNotification(channel: string, payload: string): void;
  /** Listening (again) after a time without a connection: look at the tables themselves once. */
  onReconnected(): void;
  readonly applicationName?: string | undefined;
}

export interface PostgresListener {
  /** Resolves when notifications sent from now on arrive, or are covered by `onReconnected`. */
  listen(channel: string): Promise<void>;
  unlisten(channel: string): Promise<void>;
  close(): Promise<void>;
}

/** A restarting server is back in seconds; one that is away for long is not to be hammered. */
const backoffMs: readonly number[] = [50, 100, 250, 500, 1_000, 2_000];
const backoffMsMax = 5_000;
const connectTimeoutMs = 5_000;
/** LISTEN answers at once; silence means that the connection is dead. */
const answerTimeoutMs = 5_000;
/** A connection through a firewall dies unseen: this is how late we notice. */
const heartbeatMs = 15_000;
/** A process has a handful; a thousand means that somebody forgets to unlisten. */
const channelsMax = 1_000;

export function postgresListener(options: ListenerOptions): PostgresListener {
  const wanted = new Set<string>();
  const closing = new AbortController();
  const firstAttempt = Promise.withResolvers<void>();
  let client: pg.Client | undefined;

  function newClient(): pg.Client {
    const made = new pg.Client({
      connectionString: options.url,
      application_name: options.applicationName ?? 'serai listener',
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: answerTimeoutMs,
      keepAlive: true,
      pipeline: true,
    });
    made.on('error', nothing); // its end, which follows, is what counts
    made.on('notification', ({ channel, payload }) => {
      if (wanted.has(channel)) {
        options.onNotification(channel, payload ?? '');
      }
    });
    return made;
  }

  /** Resolves when the connection has ended; rejects when it did not come about. */
  async function follow(next: pg.Client, isFirst: boolean): Promise<void> {
    const end = new Promise<void>((resolve) => next.once('end', resolve));
    const hangUp = () => next.connection.stream.destroy();
    closing.signal.addEventListener('abort', hangUp);
    const heart = setInterval(() => void next.query('select').catch(hangUp), heartbeatMs);
    heart.unref();
    try {
      await next.connect();
      client = next;
      await Promise.all([...wanted].map((channel) => next.query(`listen ${quoted(channel)}`)));
      firstAttempt.resolve();
      if (!isFirst) {
        options.onReconnected();
      }
      await end;
    } finally {
      client = undefined;
      clearInterval(heart);
      closing.signal.removeEventListener('abort', hangUp);
      hangUp();
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    for (let isFirst = true; !closing.signal.aborted; isFirst = false) {
      const next = newClient();
      await follow(next, isFirst).then(
        () => {
          failures = 0;
        },
        () => {
          failures += 1; // whatever it was, the way out is another connection
        },
      );
      firstAttempt.resolve();
      const waitMs = backoffMs[failures] ?? backoffMsMax;
      await delay(waitMs, undefined, { signal: closing.signal }).catch(nothing);
    }
  }

  async function say(statement: string): Promise<void> {
    await firstAttempt.promise;
    try {
      await client?.query(statement);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.severity === 'ERROR') {
        throw databaseError(error);
      }
      // The connection broke: the next one listens to all that is wanted.
    }
  }

  const running = run();
  return {
    async listen(channel) {
      wanted.add(channel);
      assert(wanted.size <= channelsMax, `more than ${channelsMax} channels`);
      await say(`listen ${quoted(channel)}`);
    },
    async unlisten(channel) {
      wanted.delete(channel);
      await say(`unlisten ${quoted(channel)}`);
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

function quoted(channel: string): string {
  return pg.escapeIdentifier(channel);
}

function nothing(): void {}
