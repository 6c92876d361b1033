/** `serai dev` as a person runs it: killed and started again, stopped with Ctrl-C, and in places where it cannot run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Desk, deskAt } from '../testing/desk.ts';

const main = join(import.meta.dirname, 'main.ts');
/** A first start makes a database and demo data, on a machine that does other things. */
const patience = { timeout: 90_000, interval: 20 };

interface Dev {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves with exit code and signal. */
  readonly ended: Promise<unknown[]>;
}

let home: string;
let port: number;
let children: ChildProcess[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'serai-dev-'));
  // As a person's own directory is; one that the database's account cannot enter is replaced.
  await chmod(home, 0o755);
  const probe = await listening(0);
  ({ port } = probe.address() as AddressInfo);
  probe.close();
  await once(probe, 'close');
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(
    children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')),
  );
  await serverGone();
  await rm(home, { recursive: true, force: true });
});

/** A killed house's database is stopped by its watch, a moment later. */
async function serverGone(): Promise<void> {
  await vi.waitFor(async () => {
    const text = await readFile(join(home, 'postgres/data/postmaster.pid'), 'utf8').catch(() => '');
    expect(text).toBe('');
  }, patience);
}

async function listening(on: number): Promise<Server> {
  const server = createServer().listen(on, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function dev(args: readonly string[] = [], env: Record<string, string> = {}): Dev {
  const child = spawn(
    process.execPath,
    [main, 'dev', '--home', home, '--port', String(port), ...args],
    { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  children.push(child);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  child.stderr.on('data', (chunk) => err.push(String(chunk)));
  return { child, out: () => out.join(''), err: () => err.join(''), ended: once(child, 'close') };
}

/** Fails at once when the process ends meanwhile. */
function meanwhile(house: Dev, check: () => Promise<void> | void): Promise<void> {
  const ended = house.ended.then(() => {
    throw new Error(`it ended: ${house.err()}`);
  });
  return Promise.race([vi.waitFor(check, patience), ended]);
}

function runs(house: Dev): Promise<void> {
  return meanwhile(house, () => expect(house.out()).toContain(`Serai runs on ${url()}`));
}

const url = () => `http://127.0.0.1:${port}`;

async function desk(): Promise<Desk> {
  const credentials = { email: 'desk@demo.serai', password: 'serai-demo-2026' };
  const { body } = await deskAt(url(), '').post('/issuer/token', credentials);
  return deskAt(url(), body.access_token);
}

async function properties(of: Desk): Promise<{ id: string; businessDate: string }[]> {
  return (await of.get('/v1/properties')).body.properties;
}

describe('serai dev', () => {
  test('that was killed while it made its demo data goes on with it, and again after that', async () => {
    const first = dev();
    await meanwhile(first, async () => {
      const answer = await deskAt(url(), '').post('/issuer/token', {
        ...{ email: 'admin@demo.serai', password: 'serai-demo-2026' },
      });
      expect(answer.status).toBe(200);
    });
    first.child.kill('SIGKILL');
    await first.ended;
    expect(first.out()).toBe('');

    const second = dev();
    const secondMs = performance.now();
    await runs(second);
    // The leases of the one that was killed last for 30 s: nobody is to wait for them.
    expect(performance.now() - secondMs).toBeLessThan(25_000);
    const front = await desk();
    const there = await properties(front);
    expect(there).toHaveLength(2);
    for (const { id } of there) {
      const { body } = await front.get(`/v1/properties/${id}/reservations`);
      expect(body.reservations).toHaveLength(24);
      await vi.waitFor(async () => {
        const inHouse = await front.get(`/v1/properties/${id}/in-house`);
        expect(inHouse.body.guests).toHaveLength(2);
      }, patience);
    }
    second.child.kill('SIGKILL');
    await second.ended;
    expect(second.out() + second.err()).not.toContain('was parked');

    const third = dev();
    await runs(third);
    const { body } = await (await desk()).get(`/v1/properties/${there[0]?.id}/reservations`);
    expect(body.reservations).toHaveLength(24);
    const fourth = dev();
    expect(await fourth.ended).toEqual([1, null]);
    expect(fourth.err()).toBe(`serai: ${home}/postgres is in use by process ${third.child.pid}.\n`);
  });

  test('finishes what runs at Ctrl-C, says so, and has forgotten nothing at its next start', async () => {
    const first = dev();
    await runs(first);
    const front = await desk();
    const [property] = await properties(front);
    const path = `/v1/properties/${property?.id}/reservations`;
    const arrival = property?.businessDate ?? '';
    const night = new Date(Date.parse(arrival) + 86_400_000).toISOString().slice(0, 10);
    const rates = [{ night: arrival, amountMinor: 1, currency: 'EUR' }];
    const wanted = { arrival, departure: night, roomType: 'DBL', rates, adults: 1 };
    const asked = Array.from({ length: 10 }, () => front.post(path, wanted));
    await Promise.race(asked);
    first.child.kill('SIGINT');
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(await first.ended).toEqual([0, null]);
    expect(first.err()).toBe('');
    // Nor was anything of its demo data given up.
    expect(first.out()).not.toContain('was parked');
    expect(first.out()).toContain('\nSIGINT: finishing what runs …\nStopped; nothing was lost.\n');

    const second = dev();
    await runs(second);
    const again = await desk();
    for (const { body } of answers)
      expect((await again.get(`${path}/${body.id}`)).status).toBe(200);
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual([0, null]);
  });
});

describe('where it cannot run it says why, in one sentence', () => {
  test('the port is in use', async () => {
    const other = await listening(port);
    const house = dev();
    expect(await house.ended).toEqual([1, null]);
    expect(house.err()).toBe(
      `serai: Port ${port} is in use; stop what listens there or choose another with PORT.\n`,
    );
    other.close();
  });

  test('DATABASE_URL is away', async () => {
    const house = dev([], { DATABASE_URL: `postgres://serai:secret@127.0.0.1:${port}/house` });
    expect(await house.ended).toEqual([1, null]);
    expect(house.err()).toBe(
      `serai: The database at 127.0.0.1:${port}/house cannot be used: connect ECONNREFUSED 127.0.0.1:${port}; see DATABASE_URL.\n`,
    );
  });

  test('the data directory is half-written', async () => {
    await mkdir(join(home, 'postgres/data'), { recursive: true });
    await writeFile(join(home, 'postgres/data/PG_VERSION'), '18\n');
    const house = dev();
    expect(await house.ended).toEqual([1, null]);
    expect(house.err()).toBe(
      `serai: ${home}/postgres/data is only half of a PostgreSQL data directory (no postgresql.conf): put back a copy of it, or remove it to begin empty.\n`,
    );
  });

  test('its keys are damaged', async () => {
    await writeFile(join(home, 'keys.json'), '{"issuer":');
    const house = dev();
    expect(await house.ended).toEqual([1, null]);
    expect(house.err()).toBe(
      `serai: ${home}/keys.json is damaged; restore it from a backup, or remove it and sign in again.\n`,
    );
  });

  test('its home cannot be made', async () => {
    await writeFile(join(home, 'file'), '');
    const house = dev(['--home', join(home, 'file/home')]);
    expect(await house.ended).toEqual([1, null]);
    expect(house.err()).toBe(
      `serai: ${home}/file/home cannot be made (ENOTDIR); choose another place.\n`,
    );
  });

  test.each([
    [['--port', 'http'], 'A port is a number up to 65535, not "http".'],
    [['--port', '65536'], 'A port is a number up to 65535, not "65536".'],
    [['--colour'], "Unknown option '--colour'; see serai help dev."],
  ])('%j is no command line', async (args, sentence) => {
    const house = dev(args);
    expect(await house.ended).toEqual([2, null]);
    expect(house.err()).toBe(`serai: ${sentence}\n`);
  });
});
