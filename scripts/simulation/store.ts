/**
 * The database of the simulation: a real PostgreSQL with the real migrations, asked over one
 * session, one transaction at a time. What happens between a process and it is simulated.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import {
  CommitUnknown,
  type Database,
  DatabaseUnavailable,
  type Sql,
} from '#shared/database/database.ts';
import { databaseError } from '#shared/database/postgres-errors.ts';
import { columnTypes } from '#shared/database/postgres-types.ts';
import type { Fault, FaultKind, Phase } from './faults.ts';
import { type Life, lives } from './life.ts';
import type { Network } from './network.ts';

export interface Store {
  readonly client: pg.Client;
  close(): Promise<void>;
}

export async function openStore(url: string): Promise<Store> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'serai simulation',
    types: columnTypes,
    // What is sent together travels together: one round trip less for each transaction.
    pipeline: true,
    options: '-c plan_cache_mode=force_generic_plan -c client_min_messages=warning',
  });
  await client.connect();
  return { client, close: () => client.end() };
}

export interface Speaker {
  readonly life: Life;
  readonly role: string;
  readonly schema: string;
  /** Which phase a transaction is. */
  phase(mode: 'read' | 'write', tenants: readonly string[]): Phase;
}

type Mode = 'read' | 'write';
type Work<T> = (sql: Sql) => Promise<T>;

/** As one process speaks to it in one role. */
export function storeDatabase({ client }: Store, net: Network, speaker: Speaker): Database {
  const { life, role, schema } = speaker;

  function begin(mode: Mode, tenants: readonly string[]): string {
    return [
      `begin read ${mode === 'read' ? 'only' : 'write'}`,
      `set local role ${role}`,
      // Our own `now()` is found first: the simulated time is the database's clock.
      `set local search_path = simulation, ${schema}, public, pg_catalog`,
      `set local app.now_ms = ${net.world.nowMs()}`,
      `set local app.tenants = '{${tenants.join(',')}}'`,
    ].join(';');
  }

  async function run<T>(
    mode: Mode,
    tenants: readonly string[],
    work: Work<T>,
    fault: Fault | undefined,
  ): Promise<T> {
    if (fault?.kind === 'unavailable') throw new DatabaseUnavailable('simulated: not reachable');
    const cut = Promise.withResolvers<never>();
    const last = fault === undefined ? 0 : 1 + (fault.size % 5);
    let statements = 0;
    let failure: { readonly error: Error } | undefined;
    async function send(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
      statements += 1;
      if (statements === last && fault?.kind === 'lost in a statement')
        throw new DatabaseUnavailable('simulated: the connection was lost in a statement');
      if (statements === last && fault?.kind === 'crash in a statement') {
        net.crash(life);
        cut.reject(new DatabaseUnavailable('simulated: the process is gone'));
        return new Promise(() => undefined);
      }
      try {
        return await client.query({ name: nameOf(role, text), text, values: [...values] });
      } catch (error) {
        failure ??= { error: databaseError(error) };
        throw failure.error;
      }
    }
    // BEGIN goes out with the first statement: a packet costs more than a statement.
    const { stream } = client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    const begun = client.query(begin(mode, tenants));
    const sql: Sql = {
      rows: async (text, values) => (await send(text, values)).rows,
      count: async (text, values) => (await send(text, values)).rowCount ?? 0,
    };
    let result: T;
    try {
      result = await Promise.race([lives.run(life, () => work(sql)), cut.promise]);
      if (failure !== undefined) throw failure.error;
    } catch (error) {
      await begun;
      await client.query('rollback');
      throw error;
    }
    await begun;
    await end(fault);
    return result;
  }

  async function end(fault: Fault | undefined): Promise<void> {
    const broken = fault === undefined ? undefined : atCommit[fault.kind];
    const { command } = await client.query(broken?.done === false ? 'rollback' : 'commit');
    if (broken !== undefined) throw broken.error();
    if (command !== 'COMMIT') throw new DatabaseUnavailable(`COMMIT answered ${command}`);
  }

  function transact<T>(mode: Mode, tenants: readonly string[], work: Work<T>): Promise<T> {
    return net.call(life, speaker.phase(mode, tenants), (fault) => run(mode, tenants, work, fault));
  }

  return {
    read: (tenants, work) => transact('read', tenants, work),
    write: (tenants, work) => transact('write', tenants, work),
    close: async () => undefined,
  };
}

/** What becomes of a transaction whose end meets the fault, and what its caller hears of it. */
const atCommit: Partial<Record<FaultKind, { readonly done: boolean; error(): Error }>> = {
  'lost in a statement': {
    done: false,
    error: () => new DatabaseUnavailable('simulated: the connection was lost before COMMIT'),
  },
  'lost before COMMIT': {
    done: false,
    error: () => new DatabaseUnavailable('simulated: the connection was lost before COMMIT'),
  },
  'COMMIT answers ROLLBACK': {
    done: false,
    error: () => new DatabaseUnavailable('simulated: COMMIT answered ROLLBACK'),
  },
  'COMMIT lost': {
    done: false,
    error: () => new CommitUnknown('simulated: COMMIT did not arrive'),
  },
  'COMMIT done, answer lost': {
    done: true,
    error: () => new CommitUnknown('simulated: no answer to COMMIT'),
  },
};

const names = new Map<string, string>();

/** One plan for each role and text, so that none is made again because the role changed. */
function nameOf(role: string, text: string): string {
  const key = `${role}\n${text}`;
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  names.set(key, name);
  return name;
}
