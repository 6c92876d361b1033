/**
 * From the spawn of each bundle to the first 200 of `/readyz`, and its memory then, against
 * `node -e 0` in the same rounds. No engine is contacted: nothing listens where they should be.
 * Consumers and relays are ready only once an engine is there, so theirs is the first `/healthz`.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { functionFiles, warm } from '../build.ts';
import { nodeOptions } from '../bundling/node-options.ts';
import { freePort } from '../engines/free-port.ts';
import { buildBundles, signing } from '../testing/bundles.ts';
import { memoryOf } from './cpu.ts';
import { type BenchOptions, type Figure, median, rounded } from './figure.ts';

const goalRatio = 2.5;
const goalBytes = 75 * 1024 * 1024;
const root = join(import.meta.dirname, '../..');
const startMsMax = 10_000;
/** Asked this often; what is measured is up to this too long. */
const pollMs = 1;

const Kind = z.object({ default: z.object({ kind: z.string() }) });

interface Start {
  readonly ms: number;
  readonly bytes: number;
}

function asked(port: number, path: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const sent = get({ port, path, host: '127.0.0.1', agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  sent.on('error', () => resolve(undefined));
  return promise;
}

async function untilAnswered(child: ChildProcess, port: number, path: string): Promise<void> {
  for (const lateMs = performance.now() + startMsMax; performance.now() < lateMs; ) {
    if ((await asked(port, path)) === 200) return;
    assert.equal(child.exitCode, null, 'the function ended before it was ready');
    await delay(pollMs);
  }
  throw new Error(`${path} was not answered with 200 within ${startMsMax} ms`);
}

async function startOnce(
  main: string,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<Start> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, main], {
    env: { ...env, PORT: String(port) },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  try {
    await untilAnswered(child, port, path);
    const ms = performance.now() - startedMs;
    return { ms, bytes: memoryOf(child.pid ?? 0)?.now ?? 0 };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function nothingMs(): Promise<number> {
  const startedMs = performance.now();
  const [code] = await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  assert.equal(code, 0);
  return performance.now() - startedMs;
}

async function kindOf(file: string): Promise<string> {
  return Kind.parse(await import(pathToFileURL(file).href)).default.kind;
}

export async function bench({ quick, note }: BenchOptions): Promise<Figure> {
  const files = await functionFiles(root);
  const kinds = new Map(
    await Promise.all(files.map(async ({ name, file }) => [name, await kindOf(file)] as const)),
  );
  const bundles = await buildBundles(files.map(({ name }) => name));
  for (const { name } of files) await warm(bundles.directory, name);
  const { env: secrets } = await signing();
  const closedPort = await freePort();
  const env = {
    ...secrets,
    DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${closedPort}/nothing`,
    LOG_LEVEL: 'error',
  };
  const rounds = quick ? 2 : 7;
  const nothing: number[] = [];
  const starts = new Map<string, Start[]>(files.map(({ name }) => [name, []]));
  try {
    // The first round brings the files into the machine's memory.
    for (let at = 0; at <= rounds; at += 1) {
      for (const [index, { name }] of files.entries()) {
        const works = kinds.get(name) === 'consumer' || kinds.get(name) === 'relay';
        const main = join(bundles.directory, name, 'main.js');
        const start = await startOnce(main, works ? '/healthz' : '/readyz', env);
        if (at > 0) starts.get(name)?.push(start);
        // As often as would make a dozen between the bundles of a round.
        if (at > 0 && index % 4 === 0) nothing.push(await nothingMs());
      }
      note(`round ${at} of ${rounds}`);
    }
  } finally {
    await bundles.remove();
  }
  const base = median(nothing);
  const each = [...starts].map(([name, of]) => ({
    name,
    ms: median(of.map(({ ms }) => ms)),
    bytes: median(of.map(({ bytes }) => bytes)),
  }));
  const slowest = each.toSorted((a, b) => b.ms - a.ms)[0];
  const largest = each.toSorted((a, b) => b.bytes - a.bytes)[0];
  assert(slowest !== undefined && largest !== undefined, 'there are functions');
  const ratio = rounded(slowest.ms / base);
  return {
    ours: rounded(slowest.ms),
    baseline: rounded(base),
    ratio,
    unit: 'ms, the slowest bundle',
    goal: `≤ ${goalRatio}×, ≤ 75 MB`,
    met: ratio <= goalRatio && largest.bytes <= goalBytes,
    details: {
      bundles: each.length,
      rounds,
      slowest: slowest.name,
      medianMs: rounded(median(each.map(({ ms }) => ms))),
      medianRatio: rounded(median(each.map(({ ms }) => ms)) / base),
      largest: largest.name,
      largestMegabytes: rounded(largest.bytes / 1024 / 1024),
      each: Object.fromEntries(
        each.map(({ name, ms, bytes }) => [
          name,
          { ms: rounded(ms), megabytes: rounded(bytes / 1024 / 1024) },
        ]),
      ),
    },
  };
}
