/**
 * Neon's driver: PostgreSQL's protocol inside WebSockets, for places that let nothing else out. It is
 * `pg` in another build, so what it gives is used as `pg`'s own.
 */
import type pg from 'pg';
import type { PostgresDriver } from './postgres-driver.ts';

export interface NeonOptions {
  /**
   * `ws://…` or `wss://…` of a proxy of one's own, which is told the server's address in `?address=`.
   * Undefined: the database's host itself, as at Neon.
   */
  readonly proxyUrl?: string | undefined;
}

export function neonDriver({ proxyUrl }: NeonOptions = {}): PostgresDriver {
  /** Imported when it is first needed: who connects otherwise never loads it. */
  async function load() {
    const neon = await import('@neondatabase/serverless');
    class Client extends neon.Client {
      constructor(config?: string | pg.ClientConfig) {
        super(config);
        if (proxyUrl !== undefined) useProxy(this.neonConfig, new URL(proxyUrl));
      }
    }
    return { Client, Pool: neon.Pool };
  }

  return {
    async pool(config) {
      const { Client, Pool } = await load();
      const pool = new Pool(config);
      // Its own class, whatever its configuration says.
      pool.Client = Client;
      return pool as unknown as pg.Pool;
    },
    async client(config) {
      const { Client } = await load();
      return new Client(config) as unknown as pg.Client;
    },
  };
}

interface Carrier {
  wsProxy: string | ((host: string, port: number | string) => string);
  useSecureWebSocket: boolean;
  pipelineTLS: boolean;
  pipelineConnect: 'password' | false;
}

function useProxy(carrier: Carrier, { protocol, host, pathname }: URL): void {
  carrier.useSecureWebSocket = protocol === 'wss:';
  carrier.wsProxy = (server, port) => `${host}${pathname}?address=${server}:${port}`;
  // Neon's own servers take the password before they ask for it; others answer with SCRAM.
  carrier.pipelineTLS = false;
  carrier.pipelineConnect = false;
}
