/** Images pushed to a real registry, and pulled again by another tool. */
import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Engine, startEngine } from '../engines/engine.ts';
import { freePort } from '../engines/free-port.ts';
import { needProgram } from '../engines/need-program.ts';
import { programs } from '../engines/programs.ts';
import { succeed } from './succeed.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'serai-pushed-'));
const layout = join(folder, 'images');
const image = 'serai/get-openapi:0.1.0';

beforeAll(async () => {
  const args = ['scripts/images/main.ts', '--cold', '--only', 'get-openapi', '--to', layout];
  await succeed(process.execPath, args, { cwd: root });
}, 180_000);
const open: Engine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `secret`, as bcrypt has it: the only form that this registry reads. */
const users = 'ada:$2b$04$onAiove9CqsHAQ9zfnTbROFoRjjJThPMgMAnGJGrA/fw9n4uVDUnm\n';

async function registry(asksWhoComes: boolean): Promise<string> {
  const file = await needProgram(programs.registry);
  const host = `127.0.0.1:${await freePort()}`;
  const engine = await startEngine({
    name: 'registry',
    async prepare(directory) {
      await writeFile(join(directory, 'users'), users);
      const auth = { htpasswd: { realm: 'post', path: join(directory, 'users') } };
      const config = {
        version: '0.1',
        storage: { filesystem: { rootdirectory: join(directory, 'blobs') } },
        http: { addr: host },
        ...(asksWhoComes ? { auth } : {}),
      };
      // JSON is YAML.
      await writeFile(join(directory, 'config.yml'), JSON.stringify(config));
    },
    command: (directory) => [file, 'serve', join(directory, 'config.yml')],
    answers: async () => void (await fetch(`http://${host}/v2/`)),
  });
  open.push(engine);
  return host;
}

function push(where: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const args = ['scripts/images/push-main.ts', '--from', layout, where];
  return succeed(process.execPath, args, { cwd: root, env });
}

test('what is pushed is pulled with the same digest and the same blobs', async () => {
  const skopeo = await needProgram(programs.skopeo);
  const host = await registry(false);
  // The base's layer and config; what functions share, the function's layer, and its config.
  expect(await push(`${host}/team`)).toMatch(/^2 images: 2 new; 5 blobs sent, \d\d\.\d MB\n$/);
  const remote = `docker://${host}/team/${image}`;
  const pulled = join(folder, 'pulled');
  await succeed(skopeo, ['copy', '--src-tls-verify=false', remote, `oci:${pulled}:${image}`]);
  const { manifests } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
  const [back] = JSON.parse(await readFile(join(pulled, 'index.json'), 'utf8')).manifests;
  expect(back.digest).toBe(manifests[1].digest);
  const blobs = await readdir(join(pulled, 'blobs/sha256'));
  expect(blobs).toHaveLength(5);
  expect(await readdir(join(layout, 'blobs/sha256'))).toEqual(expect.arrayContaining(blobs));
});

test('a second push sends nothing', async () => {
  const host = await registry(false);
  await push(host);
  expect(await push(host)).toBe('2 images: 0 new; 0 blobs sent, 0.0 MB\n');
});

test('a registry that asks who comes takes them from who may, and refuses others in one sentence', async () => {
  const host = await registry(true);
  const stderr = `${host} refuses serai/base with 401. REGISTRY_USER and REGISTRY_PASSWORD, or REGISTRY_TOKEN, say who you are.\n`;
  for (const env of [{}, { REGISTRY_USER: 'ada', REGISTRY_PASSWORD: 'wrong' }]) {
    await expect(push(host, env)).rejects.toMatchObject({ code: 1, stderr });
  }
  const known = { REGISTRY_USER: 'ada', REGISTRY_PASSWORD: 'secret' };
  expect(await push(host, known)).toMatch(/^2 images: 2 new; 5 blobs sent/);
});
