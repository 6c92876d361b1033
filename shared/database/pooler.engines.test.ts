/** PostgreSQL through a real pgbouncer that gives each transaction another session. */
import { type PgbouncerEngine, pgbouncerEngine } from '../../scripts/engines/pgbouncer.ts';
import { databaseContract } from './testing/contract.ts';

const poolers: PgbouncerEngine[] = [];

databaseContract('pgbouncer', {
  async through(url) {
    const pooler = await pgbouncerEngine({ url, poolSize: 5 });
    poolers.push(pooler);
    return { url: pooler.url, prepare: false };
  },
  async close() {
    await Promise.all(poolers.splice(0).map((pooler) => pooler.close()));
  },
});
