/** The commands against a real house, as its operator and its people use them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deskAt } from '../../testing/desk.ts';
import { type TestHouse, testHouse } from '../../testing/house.ts';
import { type Said, say } from '../testing.ts';
import { apiTokenCommands } from './api-tokens.ts';
import { audit } from './audit.ts';
import { deadLetterCommands } from './dead-letters.ts';
import { doctor } from './doctor.ts';
import { eventsGet, eventsTail } from './events.ts';
import { importCommands } from './imports.ts';
import { propertyCommands } from './properties.ts';
import { tenantCommands } from './tenants.ts';
import { token } from './token.ts';
import { userCommands } from './users.ts';

const commands = [
  ...[token, doctor, eventsTail, eventsGet],
  ...[...tenantCommands, ...propertyCommands, ...userCommands, ...deadLetterCommands],
  ...apiTokenCommands,
  ...importCommands,
  audit,
];
const password = 'a-password-for-tests';

let house: TestHouse;
let home: string;

beforeAll(async () => {
  house = await testHouse();
  home = await mkdtemp(join(tmpdir(), 'serai-cli-'));
  const operator = { email: 'operator@house.example', password };
  const { tenantId } = house;
  const admin = { email: 'admin@tests.example', password, tenantId };
  const asHouse = deskAt(house.url, await house.operatorToken());
  await asHouse.post('/v1/users', {
    ...{ ...operator, name: 'Operator', roles: ['operator'], propertyIds: 'all' },
  });
  await asHouse.post('/v1/users', {
    ...{ ...admin, name: 'Admin', roles: ['tenant_admin'], propertyIds: 'all' },
  });
  const users = [
    { ...operator, role: 'operator' },
    { ...admin, role: 'tenant_admin' },
  ];
  await writeFile(join(home, 'credentials.json'), JSON.stringify({ url: house.url, users }));
});
afterAll(async () => {
  await rm(home, { recursive: true });
  await house.stop();
});

const serai = (...args: readonly string[]): Promise<Said> =>
  say(commands, [...args, '--home', home]);

async function json(...args: readonly string[]) {
  const { code, out, err } = await serai(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** By a token: an account may sign in only so often, and every command without one does. */
async function asAdmin(): Promise<readonly string[]> {
  const claims = { sub: 'admin', tenant_id: house.tenantId, roles: ['tenant_admin'] };
  const signed = { ...claims, scope_ids: 'all', client_id: 'admin' };
  return ['--url', house.url, '--token', await house.issuer.sign(signed, 60)];
}

test('a tenant is created and listed', async () => {
  const { out } = await serai('tenant', 'create', 'Acme Hotels');
  const id = out.trim();
  expect(await json('tenant', 'list')).toContainEqual({ id, name: 'Acme Hotels' });
  expect((await serai('tenant', 'list')).out).toContain(`${id}  Acme Hotels\n`);
});

test('a property is opened and listed', async () => {
  const property = await json('property', 'create', 'Quay', '--room', 'DBL:4,STE:1');
  expect(property).toMatchObject({ name: 'Quay', timeZone: 'Europe/Lisbon', currency: 'EUR' });
  expect(property.roomTypes).toEqual([
    { code: 'DBL', name: 'DBL', physical: 4 },
    { code: 'STE', name: 'STE', physical: 1 },
  ]);
  await vi.waitFor(
    async () => expect((await serai('property', 'list')).out).toContain(`${property.id}  Quay`),
    { timeout: 10_000 },
  );
});

test('rooms come in from a file: the good lines are in, the bad ones are named, and again changes nothing', async () => {
  const as = await asAdmin();
  const { id } = await json('property', 'create', 'Imported', '--room', 'DBL:4', ...as);
  await vi.waitFor(
    async () => expect((await serai('property', 'list', ...as)).out).toContain(`${id}  Imported`),
    { timeout: 10_000 },
  );
  const file = join(home, 'rooms.csv');
  const bring = () => serai('import', 'rooms', file, '--property', id, ...as);
  await writeFile(file, 'number,type\n101,DBL\n102,ATTIC\n103,DBL\n');
  expect(await bring()).toEqual({
    code: 1,
    out: 'line 3: type: is no room type of the property\n3 lines: 2 created, 0 changed, 0 unchanged, 1 not taken\n',
    err: 'serai: 1 of 3 lines were not taken.\n',
  });
  expect((await bring()).out).toContain('0 created, 0 changed, 2 unchanged, 1 not taken\n');
  await writeFile(file, 'number,type\n101,DBL\n103,DBL\n');
  expect(await bring()).toEqual({
    ...{ code: 0, err: '' },
    out: '2 lines: 0 created, 0 changed, 2 unchanged, 0 not taken\n',
  });
  expect(await serai('import', 'rooms', file)).toMatchObject({ code: 2 });
  expect(await serai('import', 'rooms', `${file}.none`, '--property', id)).toMatchObject({
    ...{ code: 2, err: `serai: ${file}.none cannot be read.\n` },
  });
});

test('a user is created and gets tokens with its own password', async () => {
  const user = await json('user', 'create', 'desk@acme.example', '--role', 'front-desk');
  expect(user).toMatchObject({
    tenantId: house.tenantId,
    roles: ['front_desk'],
    propertyIds: 'all',
  });
  const { status } = await deskAt(house.url, '').post('/issuer/token', {
    ...{ email: 'desk@acme.example', password: user.password },
  });
  expect(status).toBe(200);
  expect((await serai('user', 'list')).out).toContain(`${user.id}  desk@acme.example`);
  expect(await serai('user', 'create', 'desk@acme.example', '--role', 'channel')).toMatchObject({
    code: 1,
    err: expect.stringContaining('(email_taken).\n'),
  });
});

test('a token is printed alone, and opens the house', async () => {
  const { out } = await serai('token', '--role', 'tenant-admin');
  expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const said = await say(commands, ['property', 'list', '--url', house.url], {
    SERAI_TOKEN: out.trim(),
  });
  expect(said).toMatchObject({ code: 0, err: '' });
});

test('an API token is created, opens the house as far as it may, and is revoked', async () => {
  const options = ['--role', 'channel', '--permission', 'properties:read', '--days', '7'];
  const { out } = await serai('api-token', 'create', 'Channel', ...options, '--rate', '20');
  const [id = '', token = ''] = out.trim().split('\n');
  const properties = () =>
    say(commands, ['property', 'list', '--url', house.url, '--token', token]);
  expect(await properties()).toMatchObject({ code: 0, err: '' });
  const [listed] = await json('api-token', 'list');
  expect(listed).toMatchObject({
    ...{ id, name: 'Channel', roles: ['channel'], permissions: ['properties:read'] },
    ...{ propertyIds: 'all', requestsPerSecond: 20 },
  });
  expect((await serai('api-token', 'list')).out).toContain(`${id}  Channel  channel  all  `);
  const other = (await serai('api-token', 'create', 'Unused', '--role', 'channel')).out.split('\n');
  const said = await serai('api-token', 'revoke', other[0] ?? '');
  expect(said.out).toMatch(new RegExp(`^${other[0]} Unused revoked \\d{4}-.*Z\n$`));
  const late = ['property', 'list', '--url', house.url, '--token', other[1] ?? ''];
  expect(await say(commands, late)).toMatchObject({
    code: 1,
    err: expect.stringContaining('(token_invalid).\n'),
  });
});

test('facts are shown oldest first, and one by its id', async () => {
  await serai('tenant', 'create', 'Seen');
  const seen = await vi.waitFor(
    async () => {
      // Whoever asks has signed in for it, which is a fact too, and the latest.
      const { out } = await serai('events', 'tail', '--limit', '9', '--json');
      const events = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const at = events.findIndex(({ data }) => data.includes('"Seen"'));
      expect(events[at]?.type).toBe('tenant.created.v1');
      expect(events.slice(at + 1).map(({ type }) => type)).toContain('user.signed_in.v1');
      return events[at];
    },
    { timeout: 10_000 },
  );
  const { out } = await serai('events', 'get', seen.id);
  expect(JSON.parse(out)).toMatchObject({ id: seen.id, topic: 'identity.events' });
});

test('the audit trail is shown, of the tenant and of a property', async () => {
  const as = await asAdmin();
  const path = await house.open();
  const property = path.split('/').at(-1) ?? '';
  const [opened] = await json('audit', '--property', property, ...as);
  expect(opened).toMatchObject({ type: 'property.opened.v1', actor: { kind: 'user' } });
  const { out } = await serai('audit', ...as);
  expect(out).toMatch(/^RECORDED +WHO +FROM +WHAT +OF/);
  expect(out).toMatch(/user [0-9a-f-]{36} +(::ffff:)?127\.0\.0\.1 +user\.signed_in\.v1/);
  const since = '2999-01-01T00:00:00Z';
  expect(await json('audit', '--property', property, '--since', since, ...as)).toEqual([]);
});

test('there are no dead letters, and one that is unknown is not retried', async () => {
  expect(await serai('dead-letters', 'list')).toEqual({ code: 0, out: 'none\n', err: '' });
  const unknown = '018f0000-0000-7000-8000-000000000001';
  expect(await serai('dead-letters', 'retry', unknown)).toMatchObject({
    code: 1,
    err: expect.stringContaining('(dead_letter_unknown).\n'),
  });
});

describe('what is wrong is said before anything is asked', () => {
  test.each([
    [['property', 'create', 'Q'], 'serai property create needs --room, e.g. --room DBL:40,STE:5.'],
    [['property', 'create', 'Q', '--room', 'dbl'], '"dbl" is not a room type like DBL:40.'],
    [
      ['property', 'create', 'Q', '--room', 'A:1', '--time-zone', 'Mars'],
      '"Mars" is not an IANA time zone.',
    ],
    [['user', 'create', 'a@b.example'], 'serai user create needs --role.'],
    [['api-token', 'create', 'A'], 'serai api-token create needs --role.'],
    [
      ['api-token', 'create', 'A', '--role', 'channel', '--permission', 'all'],
      'There is no permission "all".',
    ],
    [
      ['api-token', 'create', 'A', '--role', 'channel', '--days', 'many'],
      '--days takes a whole number, not "many".',
    ],
    [['events', 'tail', '--limit', '0'], /^--limit takes 1 to \d+, not "0"\.$/],
    [['token', '--role', 'cook'], /^There is no role "cook"; the roles are tenant-admin, /],
    [['tenant', 'list', '--url', 'nowhere'], '"nowhere" is not a URL.'],
  ])('%j', async (args, sentence) => {
    const { code, err } = await serai(...args);
    expect(code).toBe(2);
    if (typeof sentence === 'string') expect(err).toBe(`serai: ${sentence}\n`);
    else expect(err.slice('serai: '.length).trim()).toMatch(sentence);
  });

  test('a home without a house', async () => {
    expect(await say(commands, ['tenant', 'list', '--home', '/nowhere'])).toMatchObject({
      code: 1,
      err: 'serai: There is no local house in /nowhere; give a token with --token or SERAI_TOKEN.\n',
    });
  });

  test('a role that nobody of the house has', async () => {
    expect(await serai('token', '--role', 'auditor')).toMatchObject({
      code: 1,
      err: `serai: ${home}/credentials.json has not a user with the role auditor.\n`,
    });
  });
});

describe('the doctor', () => {
  test('finds nothing wrong with a house that answers', async () => {
    const { code, out } = await say(commands, ['doctor', '--home', home], {
      DATABASE_URL: house.database.url,
    });
    expect(code).toBe(0);
    expect(out.replaceAll(/ {2,}/g, ' ')).toMatch(
      new RegExp(
        [
          String.raw`^ok node 26\.`,
          `ok port a house answers at ${house.url}`,
          `ok home ${home} can be written to`,
          'ok data no data yet; the first start makes it',
          'ok database PostgreSQL 18',
          String.raw`ok migrations \d+ applied`,
          String.raw`ok pools \d+ functions at their most hold \d+ connections, the server has \d+`,
          'ok clock 20',
        ].join('.*\n'),
      ),
    );
  });

  test('finds a program in the way, half a directory and a database that is away', async () => {
    const other = await mkdtemp(join(tmpdir(), 'serai-doctor-'));
    await writeFile(join(other, 'postgres'), 'not a directory');
    const findings = await say(
      commands,
      [
        'doctor',
        '--home',
        other,
        '--json',
        '--url',
        house.database.url.replace(/^postgres/, 'http'),
      ],
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
    );
    await rm(other, { recursive: true });
    expect(findings.code).toBe(1);
    const wrong = JSON.parse(findings.out).filter(({ ok }: { ok: boolean }) => !ok);
    expect(wrong.map(({ name }: { name: string }) => name)).toEqual(['port', 'database']);
    expect(findings.err).toBe('serai: 2 things are wrong.\n');
  });
});
