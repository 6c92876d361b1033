/** What is said to registries that ask who comes, break, or refuse; a real one is in `containers.images.test.ts`. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { imageOf, mediaTypes } from './image.ts';
import { sha256 } from './layer.ts';
import { imagesIn, type Stored, writeBlob, writeIndex } from './layout.ts';
import { push } from './push.ts';
import { registryAt } from './registry.ts';
import type { Credentials } from './registry-login.ts';

const folder = mkdtempSync(join(tmpdir(), 'serai-push-'));
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

let images: readonly Stored[];
beforeAll(async () => {
  const named = [];
  const base = await writeBlob(folder, mediaTypes.layer, Buffer.from('base'));
  for (const name of ['send', 'track']) {
    const own = await writeBlob(folder, mediaTypes.layer, Buffer.from(name));
    const layers = [base, own].map((descriptor) => ({
      ...{ descriptor, diffId: sha256(descriptor.digest), holds: name },
    }));
    const spec = { layers, labels: {}, created: '2026-11-28T12:00:00.000Z' };
    const { config, manifest } = imageOf(spec);
    await writeBlob(folder, mediaTypes.config, config);
    named.push({
      ...{
        name: `post/${name}:1`,
        manifest: await writeBlob(folder, mediaTypes.manifest, manifest),
      },
    });
  }
  await writeIndex(folder, { images: named, packed: 'so' });
  images = (await imagesIn(folder)) ?? [];
  return () => rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers as it is told; undefined is how a registry answers that has nothing and takes everything. */
async function registry(
  answer: (request: IncomingMessage, at: string) => Answer | undefined,
): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const said = answer(request, at) ?? willing(request);
      response.writeHead(said.status, said.headers);
      response.end(request.method === 'HEAD' ? undefined : said.body);
    });
  });
  open.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const at = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return at;
}

function willing({ method, url = '' }: IncomingMessage): Answer {
  if (method === 'POST') return { status: 202, headers: { location: `${url}/here` } };
  return { status: method === 'PUT' ? 201 : 404 };
}

async function pushedTo(host: string, credentials: Credentials = {}) {
  const lines: string[] = [];
  const done = await push({
    ...{ registry: registryAt({ host, credentials }), prefix: 'team', folder, images },
    note: (line) => void lines.push(line),
  });
  return { ...done, lines };
}

test('a blob of several images is sent once and taken over by the others', async () => {
  const mounted: string[] = [];
  const host = await registry(({ method, url = '' }) => {
    const from = new URL(url, 'http://x').searchParams.get('from');
    if (method !== 'POST' || from === null) return undefined;
    mounted.push(from);
    return { status: 201 };
  });
  const [base, send, track] = ['base', 'send', 'track'].map((text) => text.length);
  const configs = images.reduce((sum, { config }) => sum + config.size, 0);
  expect(await pushedTo(host)).toEqual({
    ...{ blobs: 5, tags: 2, bytes: (base ?? 0) + (send ?? 0) + (track ?? 0) + configs },
    lines: ['1 of 2: team/post/send:1', '2 of 2: team/post/track:1'],
  });
  expect(mounted).toEqual(['team/post/send']);
});

test('what a registry has is not sent again', async () => {
  const digests = new Map(images.map(({ name, manifest }) => [name, manifest.digest]));
  const host = await registry(({ method, url = '' }) => {
    const tag = /^\/v2\/team\/(.*)\/manifests\/(.*)$/.exec(url);
    const digest = digests.get(`${tag?.[1]}:${tag?.[2]}`);
    return method === 'HEAD' && digest !== undefined
      ? { status: 200, headers: { 'docker-content-digest': digest } }
      : { status: 500, body: 'nothing else is asked' };
  });
  const lines = ['1 of 2: team/post/send:1 was there', '2 of 2: team/post/track:1 was there'];
  expect(await pushedTo(host)).toEqual({ blobs: 0, bytes: 0, tags: 0, lines });
});

test('a push that broke goes on with what is missing', async () => {
  const there = new Set(
    images.flatMap(({ layers }) => layers.map((each) => each.descriptor.digest)),
  );
  const host = await registry(({ method, url = '' }) =>
    method === 'HEAD' && there.has(url.split('/').at(-1) ?? '') ? { status: 200 } : undefined,
  );
  // The two configs.
  expect((await pushedTo(host)).blobs).toBe(2);
});

test('a registry that asks for a password gets it, by the name it is asked for', async () => {
  const said = new Set<string | undefined>();
  const host = await registry(({ headers }) => {
    said.add(headers.authorization);
    return headers.authorization === undefined
      ? { status: 401, headers: { 'www-authenticate': 'Basic realm="post"' } }
      : undefined;
  });
  expect((await pushedTo(host, { user: 'ada', password: 'secret' })).tags).toBe(2);
  expect([...said]).toEqual([undefined, 'Basic YWRhOnNlY3JldA==']);
});

test('a registry that asks for a token gets one of its service, for each repository', async () => {
  const scopes: (string | null)[] = [];
  const host = await registry(({ headers, url = '' }, at) => {
    if (url.startsWith('/token?')) {
      expect(headers.authorization).toBe('Basic YWRhOnNlY3JldA==');
      scopes.push(new URL(url, `http://${at}`).searchParams.get('scope'));
      return { status: 200, body: JSON.stringify({ token: 'given' }) };
    }
    if (headers.authorization === 'Bearer given') return undefined;
    const challenge = `Bearer realm="http://${at}/token",service="post"`;
    return { status: 401, headers: { 'www-authenticate': challenge } };
  });
  expect((await pushedTo(host, { user: 'ada', password: 'secret' })).tags).toBe(2);
  expect(scopes).toEqual([
    'repository:team/post/send:pull,push',
    'repository:team/post/track:pull,push',
  ]);
});

test('a registry that stumbles is asked again', async () => {
  let stumbles = 1;
  const host = await registry(() => {
    stumbles -= 1;
    return stumbles < 0 ? undefined : { status: 503 };
  });
  expect((await pushedTo(host)).tags).toBe(2);
});

test.each([
  [
    { status: 401, headers: { 'www-authenticate': 'Basic realm="post"' } },
    'refuses team/post/send with 401. REGISTRY_USER and REGISTRY_PASSWORD, or REGISTRY_TOKEN, say who you are.',
  ],
  [{ status: 405 }, 'refuses team/post/send with 405.'],
])('a registry that refuses with %o is told in one sentence', async (answer, sentence) => {
  const host = await registry(() => answer);
  await expect(pushedTo(host)).rejects.toThrow(`${host} ${sentence}`);
});

test.each([
  [401, 'UNAUTHORIZED', 'who are you'],
  [403, 'DENIED', 'no room'],
])('the reason of a %i is passed on', async (status, code, message) => {
  const host = await registry(({ method }) =>
    method === 'POST'
      ? { status, body: JSON.stringify({ errors: [{ code, message }] }) }
      : undefined,
  );
  await expect(pushedTo(host)).rejects.toThrow(
    `${host} refuses team/post/send with ${status}: ${message}. REGISTRY_USER and`,
  );
});

test('who we are is said to no token service without TLS', async () => {
  const challenge = 'Bearer realm="http://tokens.example/token",service="post"';
  const host = await registry(() => ({
    ...{ status: 401, headers: { 'www-authenticate': challenge } },
  }));
  await expect(pushedTo(host, { user: 'ada', password: 'secret' })).rejects.toThrow(
    `${host} names a token service without TLS, which is not told who we are.`,
  );
});

test('a registry that is not there is told in one sentence', async () => {
  const host = await registry(() => undefined);
  open.splice(0).forEach((server) => void server.close());
  await expect(pushedTo(host)).rejects.toThrow(`${host} cannot be reached: connect ECONNREFUSED`);
});
