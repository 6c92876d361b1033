/** One connection that listens and notifies, made when it is first needed and again when it breaks. */
import type { Client, QueryConfig } from 'pg';
import { ChannelsUnavailable } from '#shared/cache/channels.ts';
import type { Notification } from '#shared/cache/notify-queue.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';

export interface NotifyConnectionOptions {
  /** A direct address: behind a transaction pooler nobody hears anything. */
  readonly url: string;
  readonly driver?: Pick<PostgresDriver, 'client'> | undefined;
  readonly received: (payload: string) => void;
  /** Told of every failure; the connection itself goes on. */
  readonly failed: (error: unknown) => void;
  readonly listenTimeoutMs?: number;
}

export interface NotifyConnection {
  /** One round trip. When there is no connection, or it breaks, the batch is lost. */
  notify(batch: readonly Notification[]): Promise<void>;
  /** Resolves when the server listens; rejects with `ChannelsUnavailable`. Counted: each has its `unlisten`. */
  listen(name: string): Promise<void>;
  /** Resolves when the server has stopped, if this was the last. */
  unlisten(name: string): Promise<void>;
  close(): Promise<void>;
}

/** A server that takes longer to let one in is away. */
const CONNECT_TIMEOUT_MS = 5_000;

/** NOTIFY and LISTEN take a millisecond. */
const QUERY_TIMEOUT_MS = 5_000;

/** Whoever starts listening waits for a restart of the server, not for its repair. */
const LISTEN_TIMEOUT_MS = 10_000;

/** The first attempt meets a server that only closed a connection; the later ones one that is away. */
const RECONNECT_FIRST_MS = 100;
const RECONNECT_MAX_MS = 5_000;

/** A network that drops a silent connection tells neither side; asking finds out. */
const PING_EVERY_MS = 15_000;

const NOTIFY = `select count(pg_notify(name, payload))
  from ${rowsOfLists({ name: 'text', payload: 'text' })} as message`;

interface Link {
  readonly client: Client;
  /** What the server listens to on this connection. */
  readonly listening: Set<string>;
  readonly ping: NodeJS.Timeout;
}

export function notifyConnection(options: NotifyConnectionOptions): NotifyConnection {
  const { url, received, failed, listenTimeoutMs = LISTEN_TIMEOUT_MS } = options;
  const wanted = new Map<string, number>();
  const waiting = new Set<{ readonly name: string; resolve(): void; reject(error: Error): void }>();
  /** The current attempt or connection; `undefined` in it means that a later attempt is due. */
  let link: Promise<Link | undefined> | undefined;
  let opened: Link | undefined;
  const gone = new WeakSet<Client>();
  let reconnect: NodeJS.Timeout | undefined;
  let delayMs = RECONNECT_FIRST_MS;
  let turn: Promise<void> = Promise.resolve();
  let closed = false;

  function connected(): Promise<Link | undefined> {
    link ??= connect();
    return link;
  }

  async function connect(): Promise<Link | undefined> {
    const driver =
      options.driver ?? (await import('#shared/database/postgres-driver.ts')).tcpDriver;
    const client = await driver.client({
      connectionString: url,
      application_name: 'serai channels',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    client.on('notification', ({ payload }) => received(payload ?? ''));
    client.on('error', (error) => lost(client, error));
    client.on('end', () => lost(client, new ChannelsUnavailable('the connection ended')));
    try {
      await client.connect();
    } catch (error) {
      lost(client, error);
      return undefined;
    }
    if (gone.has(client)) return undefined;
    const ping = setInterval(() => void query(client, 'select 1'), PING_EVERY_MS);
    ping.unref();
    opened = { client, listening: new Set(), ping };
    return opened;
  }

  /** Said once for each connection, however many ways it tells of its end. */
  function lost(client: Client, error: unknown): void {
    if (gone.has(client)) return;
    gone.add(client);
    if (opened?.client === client) {
      clearInterval(opened.ping);
      opened = undefined;
    }
    client.end().catch(() => undefined);
    if (closed) return;
    failed(error);
    link = Promise.resolve(undefined);
    reconnect = setTimeout(() => {
      link = undefined;
      if (wanted.size > 0) void synchronise();
    }, delayMs);
    delayMs = Math.min(2 * delayMs, RECONNECT_MAX_MS);
  }

  /** Whether it was done; a connection on which a statement fails is not used again. */
  async function query(client: Client, statement: string | QueryConfig): Promise<boolean> {
    try {
      await client.query(statement);
      delayMs = RECONNECT_FIRST_MS;
      return true;
    } catch (error) {
      lost(client, error);
      return false;
    }
  }

  /** Makes the server listen to what is wanted, one change at a time. */
  function synchronise(): Promise<void> {
    turn = turn.then(async () => {
      if (closed) return;
      const current = await connected();
      if (current === undefined) return;
      const { client, listening } = current;
      const missing = [...wanted.keys()].filter((name) => !listening.has(name));
      const unwanted = [...listening].filter((name) => !wanted.has(name));
      const statements = [
        ...missing.map((name) => `listen ${name}`),
        ...unwanted.map((name) => `unlisten ${name}`),
      ];
      if (statements.length > 0 && !(await query(client, statements.join(';')))) return;
      for (const name of missing) listening.add(name);
      for (const name of unwanted) listening.delete(name);
      for (const waiter of waiting) if (listening.has(waiter.name)) waiter.resolve();
    });
    return turn;
  }

  return {
    async notify(batch) {
      if (closed) return;
      const current = await connected();
      if (current === undefined) return;
      const names = batch.flatMap(({ name, payloads }) => payloads.map(() => name));
      const payloads = batch.flatMap((notification) => notification.payloads);
      await query(current.client, { name: 'notify', text: NOTIFY, values: [names, payloads] });
    },
    async listen(name) {
      if (closed) throw new ChannelsUnavailable('closed');
      wanted.set(name, (wanted.get(name) ?? 0) + 1);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter = { name, resolve, reject };
      waiting.add(waiter);
      const timer = setTimeout(
        () => reject(new ChannelsUnavailable(`not listening after ${listenTimeoutMs} ms`)),
        listenTimeoutMs,
      );
      void synchronise();
      try {
        await promise;
      } catch (error) {
        release(name);
        throw error;
      } finally {
        clearTimeout(timer);
        waiting.delete(waiter);
      }
    },
    async unlisten(name) {
      release(name);
      if (!wanted.has(name)) await synchronise();
    },
    async close() {
      // Not every driver's client says goodbye twice.
      if (closed) return;
      closed = true;
      clearTimeout(reconnect);
      for (const waiter of waiting) waiter.reject(new ChannelsUnavailable('closed'));
      const current = await link;
      if (current === undefined) return;
      clearInterval(current.ping);
      gone.add(current.client);
      await current.client.end();
    },
  };

  function release(name: string): void {
    const count = (wanted.get(name) ?? 0) - 1;
    if (count > 0) wanted.set(name, count);
    else wanted.delete(name);
  }
}
