/** The files of an embedded server: made whole or not at all, and recognised before they are used. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './server-account.ts';
import { SetupProblem } from './setup-problem.ts';

export const superuser = 'serai';
export const postgresMajor = '18';
/** 192 bits: nobody guesses it, so that even one round of hashing is enough for tests. */
const passwordBytes = 24;
/** Without these a server does not start; an interrupted copy or removal lacks one of them. */
const essential = ['PG_VERSION', 'postgresql.conf', 'pg_hba.conf', 'global/pg_control', 'base/1'];

interface ClusterPlace {
  readonly files: string;
  readonly directory: string;
  readonly account: Account | undefined;
  readonly ephemeral: boolean;
}

export async function ensureCluster(place: ClusterPlace): Promise<void> {
  const { directory } = place;
  await removeUnfinished(directory);
  const data = join(directory, 'data');
  if (!(await isThere(data))) {
    await makeCluster(place);
    return;
  }
  for (const name of essential) {
    if (!(await isThere(join(data, name)))) {
      throw new SetupProblem(
        `${data} is only half of a PostgreSQL data directory (no ${name}): put back a copy of it, or remove it to begin empty.`,
      );
    }
  }
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (major !== postgresMajor) {
    throw new SetupProblem(
      `${data} belongs to PostgreSQL ${major}, and this is ${postgresMajor}: back it up with the version that made it and restore it here.`,
    );
  }
}

export async function clusterPassword(directory: string): Promise<string> {
  try {
    return await readFile(passwordFile(directory), 'utf8');
  } catch (cause) {
    throw new SetupProblem(`The password of the database is not in ${passwordFile(directory)}.`, {
      cause,
    });
  }
}

function passwordFile(directory: string): string {
  return join(directory, 'password');
}

/** Initialised beside its place and renamed into it: whoever finds `data` finds all of it. */
async function makeCluster({ files, directory, account, ephemeral }: ClusterPlace): Promise<void> {
  const part = join(directory, `data.part-${process.pid}`);
  const secretFile = join(directory, `secret.part-${process.pid}`);
  const password = randomBytes(passwordBytes).toString('base64url');
  await mkdir(part, { mode: 0o700 });
  await writeFile(secretFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(part, account.uid, account.gid);
    await chown(secretFile, account.uid, account.gid);
  }
  try {
    await promisify(execFile)(
      join(files, 'bin/initdb'),
      [
        `--pgdata=${part}`,
        `--username=${superuser}`,
        `--pwfile=${secretFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same order of text on every machine, whatever it speaks.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
        ...(ephemeral ? ['--no-sync', '--set=scram_iterations=1'] : []),
      ],
      { ...account, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } },
    );
  } catch (cause) {
    await removeUnfinished(directory);
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new SetupProblem(`PostgreSQL could not make its files in ${directory}: ${said}`, {
      cause,
    });
  }
  await rm(secretFile);
  await writeFile(passwordFile(directory), password, { mode: 0o600 });
  await chmod(passwordFile(directory), 0o600);
  await rename(part, join(directory, 'data'));
}

/** What an interrupted initialisation left; the directory is ours alone by now. */
async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory);
  for (const name of names.filter((each) => /^(data|secret)\.part-/.test(each))) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
