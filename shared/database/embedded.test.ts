import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type EmbeddedOptions, embeddedPostgres } from './embedded.ts';
import { reachableDirectory } from './server-account.ts';
import { SetupProblem } from './setup-problem.ts';

let root: string;
let directory: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'serai-embedded-'));
  await chmod(root, 0o755);
  directory = join(root, 'house');
  const first = await embeddedPostgres({ directory });
  await first.stop();
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A restart with crash recovery on a busy machine takes seconds. */
const patient = 60_000;
const soon = { timeout: 20_000, interval: 20 };

async function started(options: EmbeddedOptions) {
  const server = await embeddedPostgres(options);
  onTestFinished(() => server.stop());
  return server;
}

async function problemOf(starting: Promise<unknown>): Promise<string> {
  const problem = await starting.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(SetupProblem);
  return (problem as SetupProblem).message;
}

async function ask(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function postmasterPid(of = directory): Promise<number> {
  const text = await readFile(join(of, 'data/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,pid=']);
  const lines = stdout.trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([parent, child]) => (parent === pid && child ? [child] : []));
}

/** Another process with a server, which writes a row and waits to be killed. */
async function otherHouse() {
  const code = `
    const { embeddedPostgres } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)});
    const { url } = await embeddedPostgres({ directory: ${JSON.stringify(directory)} });
    process.stdout.write(url);
    setInterval(() => {}, 1_000);`;
  const house = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void house.kill('SIGKILL'));
  const [url] = await once(house.stdout, 'data');
  return { house, url: String(url), pid: house.pid ?? 0 };
}

describe('an embedded server', () => {
  test(
    'is a PostgreSQL 18 on the loopback that keeps what it was given',
    async () => {
      const before = await embeddedPostgres({ directory });
      expect(before.directory).toBe(directory);
      expect(await ask(before.url, 'show server_version')).toMatch(/^18\./);
      expect(await ask(before.url, 'show listen_addresses')).toBe('127.0.0.1');
      expect(await ask(before.url, 'show synchronous_commit')).toBe('on');
      expect(await ask(before.url, 'show fsync')).toBe('on');
      await ask(before.url, 'create table public.kept as select 42 as answer');
      const pid = await postmasterPid();
      await before.stop();
      expect(isAlive(pid)).toBe(false);

      const after = await started({ directory });
      expect(await ask(after.url, 'select answer from public.kept')).toBe(42);
    },
    patient,
  );

  test('shows its password to nobody else', async () => {
    const { url } = await started({ directory });
    const file = join(directory, 'password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toBe(new URL(url).password);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('made for tests leaves nothing behind', async () => {
    const passing = join(root, 'passing');
    const server = await embeddedPostgres({ directory: passing, ephemeral: true });
    expect(await ask(server.url, 'show fsync')).toBe('off');
    await server.stop();
    await expect(access(passing)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a server with a socket', () => {
  test('is reached through its directory, by nobody without the password', async () => {
    const at = join(root, 'socket');
    const server = await started({ directory: at, ephemeral: true, socket: true });
    const address = new URL(server.url);
    address.searchParams.set('host', server.directory);
    expect(await ask(address.href, 'select inet_client_addr() is null')).toBe(true);
    address.password = 'guess';
    await expect(ask(address.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('after kill -9', () => {
  test(
    'of the house, its server goes by itself and the next start finds all it had',
    async () => {
      const { house, url } = await otherHouse();
      await ask(url, 'create table public.killed as select 1 as one');
      const pid = await postmasterPid();
      house.kill('SIGKILL');
      await vi.waitUntil(() => !isAlive(pid), soon);
      const next = await started({ directory });
      expect(await ask(next.url, 'select one from public.killed')).toBe(1);
    },
    patient,
  );

  test(
    'of the house and what watches over it, the next start stops the stranded server',
    async () => {
      const { house, url, pid } = await otherHouse();
      const server = await postmasterPid();
      for (const child of (await childrenOf(pid)).filter((each) => each !== server)) {
        process.kill(child, 'SIGKILL');
      }
      house.kill('SIGKILL');
      await once(house, 'exit');
      expect(await ask(url, 'select 1')).toBe(1);
      const next = await started({ directory });
      expect(isAlive(server)).toBe(false);
      expect(await ask(next.url, 'select 1')).toBe(1);
    },
    patient,
  );

  test(
    'of the server, the next start recovers it',
    async () => {
      const server = await embeddedPostgres({ directory });
      const pid = await postmasterPid();
      process.kill(pid, 'SIGKILL');
      await vi.waitUntil(() => !isAlive(pid), soon);
      await server.stop();
      const next = await started({ directory });
      expect(await ask(next.url, 'select 1')).toBe(1);
    },
    patient,
  );
});

describe('a start that cannot be', () => {
  test('says which process has the directory', async () => {
    await started({ directory });
    expect(await problemOf(embeddedPostgres({ directory }))).toBe(
      `${directory} is in use by process ${process.pid}.`,
    );
  });

  test('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    expect(await problemOf(embeddedPostgres({ directory, port }))).toBe(
      `Port ${port} of 127.0.0.1 is in use by another program.`,
    );
    await started({ directory });
  });

  test.each([
    {
      fault: 'half a data directory',
      file: 'data/base/1/x',
      content: '',
      says: (at: string) =>
        `${at}/data is only half of a PostgreSQL data directory (no PG_VERSION): put back a copy of it, or remove it to begin empty.`,
    },
    {
      fault: 'the data of another PostgreSQL',
      file: 'data/PG_VERSION',
      content: '17\n',
      says: (at: string) =>
        `${at}/data belongs to PostgreSQL 17, and this is 18: back it up with the version that made it and restore it here.`,
    },
  ])('says that it found $fault', async ({ file, content, says }) => {
    const at = await mkdtemp(join(root, 'faulty-'));
    await chmod(at, 0o755);
    if (content !== '') {
      for (const part of ['base/1', 'global']) {
        await mkdir(join(at, 'data', part), { recursive: true });
      }
      for (const part of ['postgresql.conf', 'pg_hba.conf', 'global/pg_control']) {
        await writeFile(join(at, 'data', part), '');
      }
    }
    await mkdir(join(at, file, '..'), { recursive: true });
    await writeFile(join(at, file), content);
    expect(await problemOf(embeddedPostgres({ directory: at }))).toBe(says(at));
    await rm(at, { recursive: true });
  });

  test('is none where an initialisation was interrupted', async () => {
    const at = join(root, 'interrupted');
    await mkdir(join(at, 'data.part-1/base'), { recursive: true });
    await writeFile(join(at, 'data.part-1/PG_VERSION'), '18\n');
    const server = await embeddedPostgres({ directory: at, ephemeral: true });
    await expect(access(join(at, 'data.part-1'))).rejects.toMatchObject({ code: 'ENOENT' });
    await server.stop();
  });
});

describe('a directory under one that only its owner may enter', () => {
  test('is replaced for root, whose server is another user, and kept for everyone else', async () => {
    const closed = join(root, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const wanted = join(closed, '.serai');
    const found = await reachableDirectory(wanted);
    expect(found).toMatch(
      process.getuid?.() === 0 ? /^\/var\/lib\/serai\/serai-[0-9a-f]{8}$/ : /closed\/\.serai$/,
    );
    expect(await reachableDirectory(wanted)).toBe(found);
    expect(await reachableDirectory(join(root, 'open/deep'))).toBe(join(root, 'open/deep'));
  });
});
