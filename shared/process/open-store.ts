/** What one database gives a process: its contexts' connections, the log in it, and what is known of both. */
import type { DatabaseAddress } from '#shared/database/address.ts';
import type { Database } from '#shared/database/database.ts';
import { maintain } from '#shared/database/maintenance.ts';
import { poolMaxDefault, relayPoolMax } from '#shared/database/pool-size.ts';
import { postgresDatabase } from '#shared/database/postgres.ts';
import type { PostgresDriver } from '#shared/database/postgres-driver.ts';
import { freshFacts } from '#shared/events/fresh-facts.ts';
import type { Engines } from '#shared/function/engines.ts';
import { type LogSettings, openLog } from './open-log.ts';
import { whenUsed } from './when-used.ts';

export interface StoreSettings extends Omit<LogSettings, 'databaseUrl'> {
  /** Undefined: TCP. The event log goes by TCP in any case, because it copies. */
  readonly databaseDriver?: PostgresDriver | undefined;
  /** Connections each context may open; a house with all contexts in one process has some ten of them. */
  readonly poolMax?: number;
}

export interface Store
  extends Pick<Engines, 'database' | 'relayDatabase' | 'log' | 'fresh' | 'upkeep'> {
  databaseOf(schema: string, role: string, poolMax: number): Database;
  closeDatabases(): Promise<void>;
}

export function openStore(settings: StoreSettings, address: DatabaseAddress): Store {
  const { service, databaseDriver: driver } = settings;
  const { url, directUrl, pooled } = address;
  const databases = new Map<string, Database>();
  const log = whenUsed(() => openLog({ ...settings, databaseUrl: directUrl }));

  function databaseOf(schema: string, role: string, poolMax: number): Database {
    const known = databases.get(role);
    if (known !== undefined) return known;
    const opened = whenUsed(() =>
      postgresDatabase({
        ...{ url, role, schema, poolMax, driver },
        // Neon has poolers before it, whichever of its hosts is asked.
        prepare: !pooled && driver === undefined,
        applicationName: `${service} ${role}`,
      }),
    );
    databases.set(role, opened);
    return opened;
  }

  return {
    ...{ log, databaseOf, fresh: freshFacts() },
    database: (context) =>
      databaseOf(context, `serai_${context}`, settings.poolMax ?? poolMaxDefault),
    relayDatabase: (context) => databaseOf(context, `serai_${context}_relay`, relayPoolMax),
    upkeep: {
      maintain: (options) => maintain({ url: directUrl, ...options }),
      pruneLog: () => log.prune(),
    },
    async closeDatabases() {
      await Promise.all([...databases.values()].map((each) => each.close()));
    },
  };
}
