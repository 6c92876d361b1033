/** Functions behind a real port: bodies as they come, and an end that cuts nobody off. */
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Declaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { lampFunction, testEngines } from '#shared/http/testing/lamps.ts';
import { systemTimerMs } from '#shared/system.ts';
import { processTelemetry } from '#shared/telemetry/process-telemetry.ts';
import { testSources } from '#shared/testing/sources.ts';
import { type RunningFunctions, runFunctions } from './run-functions.ts';

const bytesMax = 1_000;
const counting = lampFunction({
  route: 'POST /count',
  idempotencyKey: 'none',
  body: z.strictObject({ text: z.string() }),
  bodyBytesMax: bytesMax,
  answers: { 200: z.strictObject({ characters: z.int() }) },
  handle: ({ body }: { body: { text: string } }) => ({
    status: 200,
    body: { characters: body.text.length },
  }),
});

let started: PromiseWithResolvers<void>;
let finish: PromiseWithResolvers<void>;
const slow = lampFunction({
  route: 'GET /slow',
  handle: async () => {
    started.resolve();
    await finish.promise;
    return { status: 200, body: { name: 'late', watts: 1 } };
  },
});

let running: RunningFunctions;
let url: string;

beforeEach(async () => {
  started = Promise.withResolvers();
  finish = Promise.withResolvers();
  const engines = testEngines().engines as Engines;
  const declarations = [counting, slow] as unknown as readonly Declaration[];
  running = await runFunctions(declarations, engines, { port: 0, hostname: '127.0.0.1' });
  await running.ready;
  url = `http://127.0.0.1:${running.port}`;
});
afterEach(async () => {
  finish.resolve();
  await running.stop();
});

interface Sent {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly characters: number | undefined;
}

/** Writes the chunks one by one; without a length the body is chunked. */
async function post(chunks: readonly string[], length?: number): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const headers = {
    'content-type': 'application/json',
    ...(length === undefined ? {} : { 'content-length': length }),
  };
  const outgoing = httpRequest(`${url}/count`, { method: 'POST', headers }, (response) => {
    text(response).then((body) => {
      resolve({
        status: response.statusCode,
        code: undefined,
        characters: undefined,
        ...JSON.parse(body),
      });
    }, reject);
  });
  outgoing.on('error', reject);
  for (const chunk of chunks) outgoing.write(chunk);
  outgoing.end();
  return promise;
}

function bodyOf(bytes: number): string {
  return JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
}

describe('A body', () => {
  test('is taken up to its limit, whether its length was said or not', async () => {
    const body = bodyOf(bytesMax);
    const halves = [body.slice(0, 400), body.slice(400)];
    expect(await post(halves, bytesMax)).toMatchObject({ status: 200, characters: 989 });
    expect(await post(halves)).toMatchObject({ status: 200, characters: 989 });
  });

  test('is refused beyond it, whether its length was said or not', async () => {
    const body = bodyOf(bytesMax + 1);
    const halves = [body.slice(0, 400), body.slice(400)];
    expect(await post(halves, bytesMax + 1)).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(await post(halves)).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  test('counts its bytes, not its characters, and joins characters that were cut', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'ü'.repeat(494) }));
    const cut = [body.subarray(0, 100).toString('latin1'), body.subarray(100).toString('latin1')];
    const outgoing = fetch(`${url}/count`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: ReadableStream.from(cut.map((part) => Buffer.from(part, 'latin1'))),
      duplex: 'half',
    });
    expect(await (await outgoing).json()).toEqual({ characters: 494 });
    const longer = await post([JSON.stringify({ text: 'ü'.repeat(495) })]);
    expect(longer).toMatchObject({ status: 413 });
  });

  test('without any bytes is no JSON', async () => {
    expect(await post([], 0)).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(await post([])).toMatchObject({ status: 400, code: 'invalid_json' });
  });
});

describe('Probes', () => {
  test('are answered without a token and without a look at anything', async () => {
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.text()]).toEqual([200, 'ok']);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, 'ready']);
  });
});

describe('When it stops', () => {
  test('a request that runs is finished, and no connection is taken any more', async () => {
    const asked = fetch(`${url}/slow`);
    await started.promise;
    const stopped = running.stop();
    await vi.waitFor(() => expect(refusedAt(running.port)).resolves.toBe('ECONNREFUSED'));
    finish.resolve();
    const response = await asked;
    expect([response.status, await response.json()]).toEqual([200, { name: 'late', watts: 1 }]);
    await stopped;
  });

  test('a request that was sent before is answered, whether its connection was taken yet or not', async () => {
    const asked = 'GET /healthz HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n';
    const taken = connect(running.port, '127.0.0.1');
    await once(taken, 'connect');
    // Until it has been asked something once, a connection need not have been taken.
    await (await fetch(`${url}/healthz`)).text();
    taken.write(asked);
    const late = connect(running.port, '127.0.0.1');
    late.end(asked);
    await once(late, 'connect');
    const stopped = running.stop();
    for (const answer of await Promise.all([text(taken), text(late)]))
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    await stopped;
  });

  test('connections that only wait are closed', async () => {
    const idle = await fetch(`${url}/healthz`);
    await idle.text();
    await running.stop();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  });
});

test('Prometheus is answered on a port of its own and nobody else is', async () => {
  const { engines } = testEngines();
  const telemetry = processTelemetry({
    ...{ service: 'test', exporters: [], timerMs: systemTimerMs },
    ...testSources(),
  });
  const watched = await runFunctions(
    [counting] as unknown as readonly Declaration[],
    { ...engines, telemetry } as Engines,
    { port: 0, metricsPort: 0, hostname: '127.0.0.1' },
  );
  const at = (port: number | undefined, path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect((await at(watched.port, '/metrics')).status).toBe(404);
  expect((await at(watched.metricsPort, '/healthz')).status).toBe(404);
  const answer = await at(watched.metricsPort, '/metrics');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain('serai_shed_total{function="show-lamp"} 0\n');
  expect(text).toMatch(/^process_resident_memory_bytes\{function="show-lamp"\} \d+$/m);
  await watched.stop();
  await expect(at(watched.metricsPort, '/metrics')).rejects.toThrow('fetch failed');
  expect(running.metricsPort).toBeUndefined();
});

test('A port that is taken is said in one sentence', async () => {
  const other = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  other.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { engines } = testEngines();
  await expect(
    runFunctions([], engines as Engines, { port, hostname: '127.0.0.1' }),
  ).rejects.toThrow(`Port ${port} is in use; stop what listens there or choose another with PORT.`);
  other.close();
});

async function refusedAt(port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket: Socket = connect(port, '127.0.0.1', () => reject(new Error('it was let in')));
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  return promise.finally(() => socket.destroy());
}
