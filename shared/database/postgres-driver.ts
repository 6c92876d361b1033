/** How connections come about. Each driver speaks PostgreSQL's protocol; they differ in what carries it. */
import pg from 'pg';
import { bindInOnePiece } from './postgres-bind.ts';

export interface PostgresDriver {
  pool(config: pg.PoolConfig): Promise<pg.Pool>;
  client(config: pg.ClientConfig): Promise<pg.Client>;
}

/** Over TCP, with or without TLS as the URL says. */
export const tcpDriver: PostgresDriver = {
  pool: async (config) => bindInOnePiece(new pg.Pool(config)),
  client: async (config) => new pg.Client(config),
};
