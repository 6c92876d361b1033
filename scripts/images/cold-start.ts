/**
 * From the start of a container to the first 200 of `/readyz`, beside the same bundle outside of one, in
 * alternate rounds: `node scripts/images/cold-start.ts 20`. Needs root, runc and umoci, and `make images`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../bench/figure.ts';
import { nodeOptions } from '../bundling/node-options.ts';
import { freePort } from '../engines/free-port.ts';
import { needProgram } from '../engines/need-program.ts';
import { programs } from '../engines/programs.ts';
import { signing } from '../testing/bundles.ts';
import { start, unpack } from './container.ts';

const root = join(import.meta.dirname, '../..');
const name = 'submit-reservation';
/** Asked this often; what is measured is up to this too long. */
const pollMs = 1;
const startMsMax = 30_000;

function asked(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const sent = get({ port, path: '/readyz', host: '127.0.0.1', agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  sent.on('error', () => resolve(undefined));
  return promise;
}

async function untilReadyMs(port: number): Promise<number> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < startMsMax) {
    if ((await asked(port)) === 200) return performance.now() - startedMs;
    await delay(pollMs);
  }
  throw new Error(`not ready within ${startMsMax} ms`);
}

const tools = { runc: await needProgram(programs.runc), umoci: await needProgram(programs.umoci) };
const image = await unpack(tools, join(root, 'dist/images'), `serai/${name}:0.1.0`);
const { env: secrets } = await signing();
const base = {
  ...{ ...secrets, HOST: '127.0.0.1', LOG_LEVEL: 'error' },
  DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${await freePort()}/nothing`,
};

async function insideMs(): Promise<number> {
  const port = await freePort();
  const begun = start(tools, image, { env: { ...base, PORT: String(port) } });
  const ms = await untilReadyMs(port);
  const container = await begun;
  await container.stop();
  await container.ended;
  return ms;
}

async function outsideMs(): Promise<number> {
  const port = await freePort();
  const main = join(image.rootFolder, 'app/main.js');
  const child = spawn(process.execPath, [...nodeOptions, main], {
    env: { ...base, PORT: String(port) },
    stdio: 'ignore',
  });
  const ms = await untilReadyMs(port);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return ms;
}

const [inside, outside]: [number[], number[]] = [[], []];
const rounds = Number(process.argv[2] ?? 20);
for (let round = 0; round <= rounds; round += 1) {
  const [one, other] = [await insideMs(), await outsideMs()];
  // The first round brings the files into the machine's memory.
  if (round === 0) continue;
  inside.push(one);
  outside.push(other);
}
const [ours, beside] = [median(inside), median(outside)];
const late = inside.toSorted((a, b) => a - b)[Math.ceil(rounds * 0.95) - 1] ?? 0;
process.stdout.write(
  `${name}: ${ours.toFixed(0)} ms in a container (p95 ${late.toFixed(0)}), ` +
    `${beside.toFixed(0)} ms outside, ${(ours / beside).toFixed(2)}×; ${rounds} rounds\n`,
);
await image.remove();
