/** The database a command works on: one that is named, that of the running house, or a stopped house's own, started for the command. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedPostgres } from '#shared/database/embedded.ts';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { reachableDirectory } from '#shared/database/server-account.ts';
import { homeOf } from './access.ts';
import type { World } from './command.ts';
import { embeddedUrl } from './local-house.ts';
import { Sorry } from './sorry.ts';

export const databaseOptions = {
  home: { value: 'DIR', help: 'Where the local house keeps its things (.serai)' },
  'database-url': { value: 'URL', help: 'Instead of the local house; or in DATABASE_URL' },
} as const;

export interface DatabaseValues {
  readonly home?: string | undefined;
  readonly 'database-url'?: string | undefined;
}

export interface DatabaseAtHand {
  /** Of its owner. */
  readonly url: string;
  readonly home: string;
  /** Where the database lies that was made for the command. */
  readonly made?: string;
  stop(): Promise<void>;
}

/** `make`: a home that has no database yet gets one. */
export async function databaseAtHand(
  values: DatabaseValues,
  world: World,
  options: { readonly make?: boolean } = {},
): Promise<DatabaseAtHand> {
  const home = homeOf(values, world);
  const given =
    values['database-url'] ?? world.env['DATABASE_DIRECT_URL'] ?? world.env['DATABASE_URL'];
  if (given !== undefined) return { url: given, home, stop: async () => {} };
  const running = await embeddedUrl(home);
  if (running !== undefined && (await answers(running)))
    return { url: running, home, stop: async () => {} };
  const directory = join(home, 'postgres');
  const data = join(await reachableDirectory(directory), 'data');
  const there = await stat(data).catch(() => undefined);
  if (there === undefined && options.make !== true)
    throw new Sorry(`There is no house in ${home}; name another with --home or --database-url.`);
  const started = await embeddedPostgres({ directory });
  return {
    url: started.url,
    home,
    ...(there === undefined ? { made: started.directory } : {}),
    stop: () => started.stop(),
  };
}

/** What a killed house left behind names a server that is not there any more. */
async function answers(url: string): Promise<boolean> {
  try {
    const client = await connectAsOwner(url, 'serai');
    await client.end();
    return true;
  } catch {
    // Nobody there.
    return false;
  }
}
