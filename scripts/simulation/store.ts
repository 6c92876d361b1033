/**
 * The database of the simulation: a real PostgreSQL with the real migrations, asked over one
 * session, one transaction at a time. What happens between a process and it is simulated.
 */
import { hash } from 'node:crypto';
import type { QueryResult } from 'pg';
import {
  CommitUnknown,
  type Database,
  DatabaseUnavailable,
  type Sql,
} from '#shared/database/database.ts';
import { databaseError } from '#shared/database/postgres-errors.ts';
import { statementOf } from '#shared/database/postgres-statements.ts';
import type { Fault, FaultKind, Phase } from './faults.ts';
import { type Life, lives } from './life.ts';
import type { Network } from './network.ts';
import type { Session } from './session.ts';

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
export function storeDatabase(session: Session, net: Network, speaker: Speaker): Database {
  const { life, role, schema } = speaker;

  function begin(mode: Mode, tenants: readonly string[]): readonly string[] {
    return [
      `begin read ${mode === 'read' ? 'only' : 'write'}`,
      `set local role ${role}`,
      // Our own `now()` is found first: the simulated time is the database's clock.
      `set local search_path = simulation, ${schema}, public, pg_catalog`,
      `set local app.now_ms = ${net.world.nowMs()}`,
      `set local app.tenants = '{${tenants.join(',')}}'`,
    ];
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
    async function send(text: string, values: readonly unknown[] = []): Promise<QueryResult> {
      statements += 1;
      if (statements === last && fault?.kind === 'lost in a statement')
        throw new DatabaseUnavailable('simulated: the connection was lost in a statement');
      if (statements === last && fault?.kind === 'crash in a statement') {
        net.crash(life);
        cut.reject(new DatabaseUnavailable('simulated: the process is gone'));
        return new Promise(() => undefined);
      }
      try {
        return await session.send({ ...statementOf(text, values, true), name: nameOf(role, text) });
      } catch (error) {
        failure ??= { error: databaseError(error) };
        throw failure.error;
      }
    }
    const begun = session.begin(begin(mode, tenants));
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
      await session.rollback();
      throw error;
    }
    await begun;
    await end(fault);
    return result;
  }

  async function end(fault: Fault | undefined): Promise<void> {
    const broken = fault === undefined ? undefined : atCommit[fault.kind];
    if (broken?.done === false) await session.rollback();
    else session.commit();
    if (broken !== undefined) throw broken.error();
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

/** By role and text, both of which are few. */
const names = new Map<string, Map<string, string>>();

/** One plan for each role and text, so that none is made again because the role changed. */
function nameOf(role: string, text: string): string {
  const ofRole = names.get(role) ?? new Map<string, string>();
  names.set(role, ofRole);
  const known = ofRole.get(text);
  if (known !== undefined) return known;
  const name = hash('sha256', `${role}\n${text}`).slice(0, 16);
  ofRole.set(text, name);
  return name;
}
