/** Images of two small functions on a base that is one file: what is built again, and what is not. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../build.ts';
import { type BuildOptions, buildImages } from './build.ts';
import type { Layer } from './image.ts';
import { sha256 } from './layer.ts';
import { blobFile } from './layout.ts';

const folder = mkdtempSync(join(tmpdir(), 'serai-images-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listening = `
  import { createServer } from 'node:http';
  export const serve = (declaration) => {
    const server = createServer((_, response) => response.end(declaration.name));
    server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
    process.on('SIGTERM', () => process.exit(0));
  };`;

const declared = (name: string) =>
  ({ name, context: 'post', kind: 'http', purpose: `Can ${name}.` }) as const;
const declarations = [declared('send-parcel'), declared('track-parcel')];

function options(to: string): BuildOptions {
  return {
    product: {
      ...{ name: 'post', domain: 'post.example', version: '1.2.3', namespace: 'post' },
      ...{ topics: [], brokers: [] },
    },
    base: {
      files: [{ path: 'usr/local/bin/node', content: Buffer.from('node'), isProgram: true }],
      parts: [{ name: 'node', version: '26', licence: 'MIT', purl: 'pkg:generic/node@26' }],
    },
    ...{ declarations, bundles: join(folder, 'bundles'), to: join(folder, to) },
    source: { revision: 'abc', created: '2026-11-28T12:00:00.000Z' },
    ...{ cold: false, note: () => undefined },
  };
}

/** Bundles as a run of `make images` makes them: in their own folder, each time anew. */
async function bundled(): Promise<void> {
  rmSync(join(folder, 'bundles'), { recursive: true, force: true });
  mkdirSync(join(folder, 'functions'), { recursive: true });
  const entry = join(folder, 'serve.ts');
  writeFileSync(entry, listening);
  for (const { name } of declarations) {
    const file = join(folder, 'functions', `${name}.ts`);
    writeFileSync(file, `export default { name: '${name}' };`);
    await bundle({ of: { name, file }, entry, directory: join(folder, 'bundles') });
  }
}
beforeAll(bundled);

async function filesIn(to: string, layer: Layer | undefined) {
  const packed = await readFile(blobFile(join(folder, to), layer?.descriptor.digest ?? ''));
  const entries = await unpackTar(gunzipSync(packed), { strict: true });
  return entries.filter(({ header }) => header.type === 'file');
}

describe('the images of functions', () => {
  test('are a base and four layers each, the first two in common', async () => {
    const [base, send, track] = await buildImages(options('one'));
    expect([base?.name, send?.name, track?.name]).toEqual([
      ...['post/base:1.2.3', 'post/send-parcel:1.2.3', 'post/track-parcel:1.2.3'],
    ]);
    expect(send?.layers.map(({ holds }) => holds)).toEqual([
      ...['node and its libraries', 'what functions have in common'],
      ...['function post/send-parcel', 'what V8 compiled'],
    ]);
    expect(send?.layers[0]).toEqual(base?.layers[0]);
    expect(track?.layers.slice(0, 2)).toEqual(send?.layers.slice(0, 2));
    const common = (await filesIn('one', send?.layers[1])).map(({ header }) => header.name);
    expect(common).toEqual([
      'app/@neondatabase/serverless.js',
      'app/@neondatabase/serverless.js.LEGAL.txt',
      ...['app/ioredis.js', 'app/pg.js', 'app/zod.js'],
    ]);
    const own = (await filesIn('one', send?.layers[2])).map(({ header }) => header.name);
    expect(own).toEqual([
      ...['app/function.js', 'app/licences.txt', 'app/main.js'],
      ...['app/package.json', 'app/sbom.spdx.json'],
    ]);
    const compiled = (await filesIn('one', send?.layers[3])).map(({ header }) => header.name);
    expect(compiled).toHaveLength(5);
    for (const name of compiled) expect(name).toMatch(/^app\/compiled\/v[^/]+\/[0-9a-f]+$/);
  });

  test('say what they are', async () => {
    const [base, send] = await buildImages(options('one'));
    const file = blobFile(join(folder, 'one'), send?.manifest.digest ?? '');
    expect(JSON.parse(await readFile(file, 'utf8')).annotations).toEqual({
      'org.opencontainers.image.title': 'post/send-parcel',
      'org.opencontainers.image.description': 'Can send-parcel.',
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.created': '2026-11-28T12:00:00.000Z',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.base.name': 'post/base:1.2.3',
      'org.opencontainers.image.base.digest': base?.manifest.digest,
      'post.example/context': 'post',
      'post.example/operation': 'send-parcel',
      'post.example/sbom': '/app/sbom.spdx.json',
    });
  });

  test('list the packages that are inside, and no other', async () => {
    const [, send] = await buildImages(options('one'));
    const files = await filesIn('one', send?.layers[2]);
    const found = files.find(({ header }) => header.name === 'app/sbom.spdx.json');
    const { packages } = JSON.parse(Buffer.from(found?.data ?? []).toString());
    const names = packages.map((each: { name: string }) => each.name);
    expect(names).toContain('zod');
    expect(names).toContain('pg-protocol');
    expect(names).not.toContain('esbuild');
    expect(names).not.toContain('@platformatic/kafka');
  });

  test('are built again without a warm start and without a byte that is new', async () => {
    const first = await buildImages(options('one'));
    const writtenMs = blobTimes('one');
    await bundled();
    expect(await buildImages(options('one'))).toEqual(first);
    expect(blobTimes('one')).toEqual(writtenMs);
    expect(readdirSync(join(folder, 'bundles/send-parcel'))).not.toContain('compiled');
  });

  test('are the same in another place, all but what V8 compiled', async () => {
    const cold = await buildImages({ ...options('cold'), cold: true });
    const again = await buildImages({ ...options('cold-again'), cold: true });
    expect(again).toEqual(cold);
    const index = await Promise.all(
      ['cold', 'cold-again'].map((to) => readFile(join(folder, to, 'index.json'))),
    );
    expect(index[0]).toEqual(index[1]);
    const warm = await buildImages(options('one'));
    expect(warm.map(({ layers }) => layers.slice(0, 3))).toEqual(cold.map(({ layers }) => layers));
  });

  test('are built anew where a blob was harmed', async () => {
    const [, send] = await buildImages(options('one'));
    const digest = send?.layers[2]?.descriptor.digest ?? '';
    const file = blobFile(join(folder, 'one'), digest);
    writeFileSync(file, 'cut');
    await bundled();
    await buildImages(options('one'));
    expect(sha256(await readFile(file))).toBe(digest);
  });
});

function blobTimes(to: string): readonly (readonly [string, number])[] {
  const blobs = join(folder, to, 'blobs/sha256');
  return readdirSync(blobs).map((name) => [name, statSync(join(blobs, name)).mtimeMs] as const);
}
