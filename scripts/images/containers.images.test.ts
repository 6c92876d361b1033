/** Images of real functions, judged by tools that are not ours: skopeo, umoci, runc, a registry, SPDX's own. */
import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../engines/free-port.ts';
import { needProgram } from '../engines/need-program.ts';
import { programs } from '../engines/programs.ts';
import { signing } from '../testing/bundles.ts';
import { installed, pythonTools } from '../tools/python-tool.ts';
import { type Container, type Programs, start, type Unpacked, unpack } from './container.ts';
import { basePackages, downloaded, filesOf } from './debian.ts';
import { succeed } from './succeed.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'serai-images-'));
const layout = join(folder, 'images');
const functions = ['decide-reservations', 'maintain-database', 'submit-reservation'];
const submit = 'serai/submit-reservation:0.1.0';

let tools: Programs;
let skopeo: string;
let submitted: Unpacked;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  tools = { runc: await needProgram(programs.runc), umoci: await needProgram(programs.umoci) };
  skopeo = await needProgram(programs.skopeo);
  const only = functions.flatMap((name) => ['--only', name]);
  await succeed(process.execPath, ['scripts/images/main.ts', ...only, '--to', layout], {
    cwd: root,
  });
  submitted = await unpack(tools, layout, submit);
  env = {
    ...(await signing()).env,
    ...{ HOST: '127.0.0.1', PORT: String(await freePort()), LOG_LEVEL: 'info' },
    DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${await freePort()}/nothing`,
  };
}, 180_000);
afterAll(async () => {
  await submitted?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A container is there within a second, and within half a minute on a machine that does other things. */
async function answered(container: Container, path: string): Promise<number> {
  const lateMs = performance.now() + 30_000;
  while (performance.now() < lateMs) {
    const answer = await fetch(`http://127.0.0.1:${env['PORT']}${path}`).catch(() => undefined);
    if (answer !== undefined) return answer.status;
    await delay(20);
  }
  throw new Error(`${path} was not answered: ${container.output()}`);
}

describe('skopeo', () => {
  test('reads every image by its name, with its digest and its labels', async () => {
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
    const names = ['serai/base:0.1.0', ...functions.map((name) => `serai/${name}:0.1.0`)];
    expect(index.manifests).toHaveLength(names.length);
    for (const [at, name] of names.entries()) {
      const image = JSON.parse(await succeed(skopeo, ['inspect', `oci:${layout}:${name}`]));
      expect(image.Digest).toBe(index.manifests[at].digest);
      expect(image.Labels['org.opencontainers.image.title']).toBe(name.split(':')[0]);
      expect([image.Os, image.Architecture]).toEqual(['linux', 'amd64']);
    }
  });
});

describe('the root file system', () => {
  test('has two programs, Node and its loader, and root owns all of it', async () => {
    const entries = await readdir(submitted.rootFolder, { recursive: true, withFileTypes: true });
    const programsIn: string[] = [];
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const { mode, uid, gid, mtimeMs } = await stat(file);
      expect([file, uid, gid, mtimeMs, mode & 0o7022]).toEqual([file, 0, 0, 0, 0]);
      if (entry.isFile() && (mode & 0o111) !== 0) {
        programsIn.push(file.slice(submitted.rootFolder.length));
      }
    }
    expect(programsIn.toSorted()).toEqual(['/lib64/ld-linux-x86-64.so.2', '/usr/local/bin/node']);
  });

  test('is what the Dockerfile copies, all but what V8 compiled', async () => {
    const to = join(folder, 'files');
    const args = ['scripts/images/image-files.ts', '--function', 'submit-reservation', '--to', to];
    await succeed(process.execPath, args, { cwd: root });
    const copied = new Map<string, string>();
    for (const layer of ['base', 'common', 'function', 'compiled']) {
      for (const [path, state] of await statesBelow(join(to, layer))) copied.set(path, state);
    }
    expect(copied).toEqual(await statesBelow(submitted.rootFolder));
  });
});

/** Size and mode of each file; of V8's only that there is one. */
async function statesBelow(place: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const states = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const { size, mode } = await stat(file);
      const path = file.slice(place.length);
      return [path, path.includes('/compiled/') ? '' : `${size} ${mode.toString(8)}`] as const;
    });
  return new Map((await Promise.all(states)).toSorted());
}

describe('a container that may write nothing and is nobody', () => {
  test('serves its function with the code that V8 compiled, and goes when it is asked to', async () => {
    const container = await start(tools, submitted, {
      env: { ...env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
    });
    expect(await answered(container, '/readyz')).toBe(200);
    expect(await answered(container, '/healthz')).toBe(200);
    await container.stop();
    expect(await container.ended).toBe(0);
    expect(container.output()).toMatch(/code cache for CommonJS \/app\/function.js was accepted/);
  });

  test('has no shell, no rights and no disk, and knows names, time zones and certificates', async () => {
    const script = `
      const fs = require('node:fs');
      const failure = (act) => { try { act(); return 'went'; } catch (error) { return error.code; } };
      const status = fs.readFileSync('/proc/self/status', 'utf8');
      require('node:dns').lookup('engine.example', { family: 4 }, (error, address) => {
        process.stdout.write(JSON.stringify({
          user: [process.getuid(), process.getgid(), process.getgroups()],
          rights: /CapEff:\\s*(\\w+)/.exec(status)[1],
          shell: require('node:child_process').spawnSync('/bin/sh', ['-c', '']).error.code,
          written: ['/x', '/app/x', '/app/compiled/x', '/usr/local/bin/node'].map((path) =>
            failure(() => fs.writeFileSync(path, ''))),
          hour: new Date(0).toLocaleString('de-DE', { timeZone: 'Asia/Tokyo', hour: 'numeric' }),
          trusted: require('node:tls').rootCertificates.length > 100,
          address: error?.code ?? address,
        }));
      });`;
    const hosts = join(folder, 'hosts');
    await writeFile(hosts, '192.0.2.7 engine.example\n');
    const image = await unpack(tools, layout, submit);
    const container = await start(tools, image, {
      ...{ command: ['/usr/local/bin/node', '-e', script], hosts },
    });
    expect(await container.ended).toBe(0);
    expect(JSON.parse(container.output())).toEqual({
      user: [65532, 65532, expect.any(Array)],
      rights: '0000000000000000',
      ...{ shell: 'ENOENT', written: ['EROFS', 'EROFS', 'EROFS', 'EROFS'] },
      ...{ hour: '09 Uhr', trusted: true, address: '192.0.2.7' },
    });
    await image.remove();
  });

  test.each([
    ['a schedule runs once and says how it went', 'maintain-database', ['--once'], 1],
    ['a function that is no schedule does not', 'submit-reservation', ['--once'], 78],
  ])('%s', async (_, name, args, code) => {
    const image = await unpack(tools, layout, `serai/${name}:0.1.0`);
    const container = await start(tools, image, { env, args });
    expect([await container.ended, container.output()]).toEqual([code, expect.any(String)]);
    await image.remove();
  });

  test('a consumer lives while its engines are away', async () => {
    const image = await unpack(tools, layout, 'serai/decide-reservations:0.1.0');
    const container = await start(tools, image, { env: { ...env, SERAI_LEASE_MS: '10000' } });
    expect(await answered(container, '/healthz')).toBe(200);
    await container.stop();
    expect(await container.ended).toBe(0);
    await image.remove();
  });
});

test('two checkouts in two places build the same images, byte by byte', async () => {
  const other = join(root, '.serai', `other-checkout-${process.pid}`);
  const args = ['scripts/images/main.ts', '--cold', '--only', 'submit-reservation'];
  try {
    await checkoutTo(other);
    for (const [at, cwd] of [root, other].entries()) {
      await succeed(process.execPath, [...args, '--to', join(folder, `cold-${at}`)], { cwd });
    }
    const [here, there] = await Promise.all(['cold-0', 'cold-1'].map(contentsOf));
    expect(there).toEqual(here);
    expect(here?.blobs).toHaveLength(7);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

/** Its images, and every blob by its digest; from what files they came is said in another place. */
async function contentsOf(name: string) {
  const index = JSON.parse(await readFile(join(folder, name, 'index.json'), 'utf8'));
  const blobs = await readdir(join(folder, name, 'blobs/sha256'));
  return { images: index.manifests, blobs: blobs.toSorted() };
}

/** What git would give, as it is now, and the same packages. */
async function checkoutTo(other: string): Promise<void> {
  const copy =
    'mkdir -p "$1" && git -c safe.directory="*" ls-files -z --cached --others --exclude-standard | ' +
    'xargs -0 cp --parents -t "$1" && cp -al node_modules "$1/"';
  await succeed('bash', ['-o', 'pipefail', '-c', copy, 'bash', other], { cwd: root });
}

describe('SPDX’s own tool', () => {
  test('takes the document of an image, and refuses one with a licence that is none', async () => {
    const spdx = await installed(pythonTools.spdx, process.env);
    const file = join(submitted.rootFolder, 'app/sbom.spdx.json');
    await succeed(spdx, ['--infile', file]);
    const document = await readFile(file, 'utf8');
    const names = JSON.parse(document).packages.map(({ name }: { name: string }) => name);
    for (const name of ['node', 'libc6', 'libstdc++6', 'hono', 'pg', 'zod', 'ioredis']) {
      expect(names).toContain(name);
    }
    const wrong = join(folder, 'wrong.spdx.json');
    await writeFile(wrong, document.replace('"MIT"', '"No such licence"'));
    await expect(succeed(spdx, ['--infile', wrong])).rejects.toThrow('license');
  });
});

test('a package that Debian no longer has is told, and how to pin what there is', async () => {
  await expect(downloaded('libc6=0', folder)).rejects.toThrow(
    /^apt-get has no libc6=0: .*; if Debian has replaced it by a newer one, `make images-renew` pins what there is now\.$/,
  );
});

test('a package that is not the pinned one is refused', async () => {
  const [pinned] = (await basePackages()).packages;
  if (pinned === undefined) throw new Error('there are packages');
  const wrong = { ...pinned, sha256: '0'.repeat(64) };
  await expect(filesOf([wrong], join(folder, 'kept'))).rejects.toThrow(
    `is not the file that was pinned (${pinned.sha256} for ${wrong.sha256}).`,
  );
});
