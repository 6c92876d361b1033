/** A house in a file and back: what was booked is there, tokens still hold, and the house goes on. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rebuildProjection } from '#shared/rebuild/rebuild.ts';
import { logger } from '#shared/telemetry/logger.ts';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import arrivals from '../../functions/reservations/project-arrivals.ts';
import { type Desk, deskAt, property, stay } from '../testing/desk.ts';
import { everythingIn, placesOf } from '../testing/planted.ts';
import { runCli } from './cli.ts';
import { backup, expireKeys, restore } from './commands/backup.ts';
import { type RunningHouse, startHouse } from './house.ts';

let place: string;
let serial = 0;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'serai-backups-'));
  await chmod(place, 0o755);
});
afterAll(() => rm(place, { recursive: true }));

async function serai(args: readonly string[], env: Record<string, string> = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli([backup, expireKeys, restore], args, {
    env,
    out: (line) => out.push(`${line}\n`),
    err: (text) => err.push(text),
    terminal: false,
  });
  return { code, out: out.join(''), err: err.join('') };
}

function newPath(name: string): string {
  serial += 1;
  return join(place, `${serial}-${name}`);
}

function start(home: string, databaseUrl?: string): Promise<RunningHouse> {
  return startHouse({
    ...{ home, port: 0, databaseUrl, unlimited: true },
    logger: logger({ level: 'silent', service: 'house' }),
  });
}

const tenantId = randomUUID();

/** A token that the house has signed: it holds as long as the house has its keys. */
function tokenOf(house: RunningHouse): Promise<string> {
  return house.issuer.sign(
    { sub: 'desk', tenant_id: tenantId, roles: ['tenant_admin'], scope_ids: 'all', client_id: 'c' },
    3600,
  );
}

async function query(url: string, text: string): Promise<pg.QueryResult<{ key: string }>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<{ key: string }>(text);
  } finally {
    await client.end();
  }
}

async function taken(desk: Desk, path: string, key: string): Promise<string> {
  const { status, body } = await desk.post(path, stay(1, 2), key);
  expect(status).toBe(201);
  return body.id;
}

describe.each(['a home of its own', 'DATABASE_URL'] as const)('a house on %s', (kind) => {
  let databases: TestDatabase[];
  beforeEach(() => {
    databases = [];
  });

  async function database(options = {}): Promise<string | undefined> {
    if (kind === 'a home of its own') return undefined;
    const made = await testDatabase(options);
    databases.push(made);
    return made.url;
  }

  function env(url: string | undefined): Record<string, string> {
    return url === undefined ? {} : { DATABASE_URL: url };
  }

  test('restored, it books', async () => {
    const home = newPath('home');
    const url = await database();
    const house = await start(home, url);
    const token = await tokenOf(house);
    const desk = deskAt(house.url, token);
    const opened = await desk.post('/v1/properties', property(2));
    const path = `/v1/properties/${opened.body.id}/reservations`;
    const [first, second] = [await taken(desk, path, 'first'), await taken(desk, path, 'second')];
    const file = newPath('running.backup');
    const written = await serai(['backup', '--home', home, '--to', file], env(url));
    expect(written).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^\S+running\.backup has \d+ rows of \d+ tables, and the house's keys\.\n\S+running\.backup\.keys opens the personal data in it, until 20\S+Z\. Keep/,
      ),
      err: '',
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(`${file}.keys`)).mode & 0o777).toBe(0o600);
    const later = await desk.post(path, stay(8, 1));
    expect(later.status).toBe(201);
    await house.stop();

    const newHome = newPath('home');
    const newUrl = await database({ empty: true });
    const restored = await serai(['restore', '--home', newHome, '--from', file], env(newUrl));
    expect(restored).toMatchObject({ code: 0, err: '' });
    const again = await start(newHome, newUrl);
    const sameDesk = deskAt(again.url, token);
    for (const id of [first, second])
      expect((await sameDesk.get(`${path}/${id}`)).body).toMatchObject({ id, status: 'confirmed' });
    expect(await taken(sameDesk, path, 'first')).toBe(first);
    expect((await sameDesk.get(`${path}/${first}`)).body.guest).toEqual({ lastName: 'Okoye' });
    expect((await sameDesk.get(`${path}/${later.body.id}`)).status).toBe(404);
    // Both rooms are taken; another night is free.
    expect((await sameDesk.post(path, stay(1, 2))).status).toBe(409);
    expect((await sameDesk.post(path, stay(4, 1))).status).toBe(201);
    const rebuilt = await rebuildProjection({
      ...{ databaseUrl: again.databaseUrl, declaration: arrivals, source: 'reservations' },
    });
    expect(rebuilt).toMatchObject({ missing: 0, tables: [{ equal: true }] });
    await again.stop();
    for (const each of databases) await each.close();
  });

  test('is not restored over another one', async () => {
    const home = newPath('home');
    const url = await database();
    await (await start(home, url)).stop();
    const file = newPath('stopped.backup');
    // A stopped house is started for it, and stopped again.
    expect(await serai(['backup', '--home', home, '--to', file], env(url))).toMatchObject({
      code: 0,
    });
    const over = await serai(['restore', '--home', home, '--from', file], env(url));
    expect(over).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^serai: The database is not empty, it has \S+: restore into an empty one\.\n$/,
      ),
    });
    expect(await serai(['backup', '--home', home, '--to', file], env(url))).toEqual({
      code: 1,
      out: '',
      err: `serai: ${file} is there already; choose another name.\n`,
    });
    await (await start(home, url)).stop();
    for (const each of databases) await each.close();
  });
});

describe('keys of personal data', () => {
  test('are restored from a file of their own, or never: then the books are there, and no name', async () => {
    const home = newPath('home');
    const url = await testDatabase();
    const house = await start(home, url.url);
    const token = await tokenOf(house);
    const desk = deskAt(house.url, token);
    const opened = await desk.post('/v1/properties', property(2));
    const path = `/v1/properties/${opened.body.id}/reservations`;
    const id = await taken(desk, path, 'one');
    const file = newPath('house.backup');
    const env = { DATABASE_URL: url.url };
    expect(await serai(['backup', '--home', home, '--to', file], env)).toMatchObject({ code: 0 });
    const { rows: keys } = await query(url.url, 'select key from reservations.guest_keys');
    expect(keys).toHaveLength(1);
    await house.stop();
    await url.close();
    await rm(`${file}.keys`);

    const newHome = newPath('home');
    const into = ['restore', '--home', newHome, '--from', file];
    expect(await serai(into)).toMatchObject({
      code: 1,
      err: `serai: There are no keys of personal data at ${file}.keys: name them with --keys, or say --without-keys.\n`,
    });
    expect(await serai([...into, '--without-keys'])).toMatchObject({ code: 0 });
    const again = await start(newHome);
    const { body } = await deskAt(again.url, token).get(`${path}/${id}`);
    expect([body.totalMinor, body.guest]).toEqual([20_000, undefined]);
    const owner = new pg.Client({ connectionString: again.databaseUrl });
    await owner.connect();
    const words = keys.map(({ key }) => key);
    expect(placesOf(words, await everythingIn(owner))).toEqual([]);
    await owner.end();
    // Its log goes on where it was.
    await taken(deskAt(again.url, token), path, 'two');
    await again.stop();
  });
});

describe('a file', () => {
  test('that is damaged anywhere, cut off or something else restores nothing, and the right one still does', async () => {
    const source = await testDatabase();
    const home = newPath('home');
    await (await start(home, source.url)).stop();
    const file = newPath('whole.backup');
    const env = { DATABASE_URL: source.url };
    expect(await serai(['backup', '--home', home, '--to', file], env)).toMatchObject({ code: 0 });
    const whole = await readFile(file);
    const flipped = (at: number): Buffer => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    };
    const damaged = 'The backup is damaged or not whole; use another one.';
    const target = newPath('home');
    const bad = newPath('bad.backup');
    for (const [bytes, sentence] of [
      [flipped(30), damaged],
      [flipped(whole.length - 1000), damaged],
      [whole.subarray(0, whole.length - 10), damaged],
      [Buffer.from('something else'), `${bad} is no backup of a house.`],
    ] as const) {
      await writeFile(bad, bytes);
      const keys = ['--keys', `${file}.keys`];
      const refused = await serai(['restore', '--home', target, '--from', bad, ...keys]);
      expect(refused).toEqual({ code: 1, out: '', err: `serai: ${sentence}\n` });
    }
    expect(await serai(['restore', '--home', target, '--from', `${bad}.none`])).toMatchObject({
      err: `serai: There is no backup at ${bad}.none.\n`,
    });
    expect(await readdir(target).catch(() => [])).toEqual([]);
    expect(await serai(['restore', '--home', target, '--from', file])).toMatchObject({ code: 0 });
    await source.close();
  });

  test('is asked for', async () => {
    expect(await serai(['backup'])).toMatchObject({
      code: 2,
      err: 'serai: serai backup needs --to FILE.\n',
    });
    expect(await serai(['restore'])).toMatchObject({
      code: 2,
      err: 'serai: serai restore needs --from FILE.\n',
    });
    expect(await serai(['backup', '--home', newPath('none'), '--to', newPath('f')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^serai: There is no house in \S+; name another with --home or --database-url\.\n$/,
      ),
    });
  });
});
