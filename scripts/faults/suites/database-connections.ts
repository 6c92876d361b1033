/** Somebody else takes every connection the server has; the product loses its own and gets none back for a while. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { atLeast, type Harmed } from '../suite.ts';
import type { World } from '../world.ts';

/** More than any server of ours allows. */
const connectionsMax = 300;
const heldMs = 3_000;
const tooMany = '53300';

export async function occupyConnections(world: World): Promise<Harmed> {
  const owner = await connectAsOwner(world.stack.addresses.databaseUrl, 'serai faults killer');
  const held: pg.Client[] = [];
  let refused = false;
  try {
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and application_name not like '%faults%'`,
    );
    while (!refused && held.length < connectionsMax) {
      const client = await occupy(world.stack.addresses.databaseUrl);
      if (client === undefined) refused = true;
      else held.push(client);
    }
    await delay(heldMs);
  } finally {
    await Promise.all(held.map((client) => client.end()));
    await owner.end();
  }
  const tookMs = await world.worksAgain();
  return {
    figure: `all connections taken (${held.length}), back in ${tookMs.toFixed(0)} ms`,
    checks: [
      atLeast('every connection was taken', held.length, 50),
      { title: 'the server had none left', faults: refused ? [] : ['it had more'] },
    ],
  };
}

async function occupy(connectionString: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString, application_name: 'serai faults occupant' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === tooMany) return undefined;
    throw error;
  }
}
