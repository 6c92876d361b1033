/** The house a command works with: the one that answers, or one started for it and stopped with it. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterPassword, superuser } from '#shared/database/embedded-cluster.ts';
import { connectAsOwner } from '#shared/database/owner-connection.ts';
import { reachableDirectory } from '#shared/database/server-account.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { type AccessValues, homeOf, localUser, tokensOf, urlOf } from './access.ts';
import type { World } from './command.ts';
import { Sorry } from './sorry.ts';

export interface HouseAtHand {
  readonly url: string;
  /** Of the database's owner; undefined for a house whose database cannot be reached from here. */
  readonly databaseUrl: string | undefined;
  operatorToken(): Promise<string>;
  stop(): Promise<void>;
}

/** A house on this machine answers in milliseconds. */
const probeTimeoutMs = 3_000;

export async function houseAtHand(
  values: AccessValues & { readonly 'database-url'?: string | undefined },
  world: World,
): Promise<HouseAtHand> {
  const url = await urlOf(values, world);
  const home = homeOf(values, world);
  const databaseUrl =
    values['database-url'] ?? world.env['DATABASE_DIRECT_URL'] ?? world.env['DATABASE_URL'];
  if (await isReady(url)) {
    return {
      url,
      databaseUrl: databaseUrl ?? (await answering(await embeddedUrl(home))),
      operatorToken: signedInOnce(async () =>
        tokensOf(url, await localUser('operator', values, world)),
      ),
      stop: async () => {},
    };
  }
  if (values.url !== undefined) throw new Sorry(`No house answers at ${url}.`);
  world.err(`No house answers at ${url}: starting one on ${home}.\n`);
  // Much to import, and most commands need none.
  const { startHouse } = await import('./house.ts');
  return startHouse({
    home,
    port: 0,
    databaseUrl,
    unlimited: true,
    logger: logger({ level: 'warn', service: 'house', format: 'lines' }),
  });
}

/** Signing in is limited, so one sign-in serves all of a command's requests. */
function signedInOnce(signIn: () => Promise<() => Promise<string>>): () => Promise<string> {
  let tokens: Promise<() => Promise<string>> | undefined;
  return async () => {
    tokens ??= signIn();
    return (await tokens)();
  };
}

export async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/readyz', url), {
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
    return answer.ok;
  } catch {
    // Nobody there.
    return false;
  }
}

/** The house that answers may be another one than this home's, whose files then name a server that is gone. */
async function answering(url: string | undefined): Promise<string | undefined> {
  if (url === undefined) return undefined;
  try {
    const client = await connectAsOwner(url, 'serai');
    await client.end();
    return url;
  } catch {
    // Nobody there.
    return undefined;
  }
}

/** Of the embedded server that runs on this home now; undefined when none does. */
export async function embeddedUrl(home: string): Promise<string | undefined> {
  const directory = await reachableDirectory(join(home, 'postgres'));
  const text = await readFile(join(directory, 'data/postmaster.pid'), 'utf8').catch(() => '');
  const port = text.split('\n')[3]?.trim();
  if (port === undefined || port === '') return undefined;
  return `postgres://${superuser}:${await clusterPassword(directory)}@127.0.0.1:${port}/postgres`;
}

/** 144 bits: nobody types it. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
