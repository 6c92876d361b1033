/** What queue-proxy costs per request, beside the same requests past it in alternate rounds. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processCpuUs } from '../bench/cpu.ts';
import { median, rounded } from '../bench/figure.ts';
import { stay } from '../testing/desk.ts';
import type { Pod } from './pod.ts';
import { type Around, around, ready } from './testing.ts';

let house: Around;
let pod: Pod;
beforeAll(async () => {
  house = await around();
  pod = await house.pod('submit-reservation');
  pod.startFunction();
  await ready(pod);
});
afterAll(() => house?.close());

/** The kernel counts CPU in ticks of 10 ms: all rounds together are some fifty of them. */
const rounds = 6;
const requestsPerRound = 300;
/** Five times what was seen on a busy machine: more is another program than this one. */
const cpuUsMax = 3_000;

test('queue-proxy takes its CPU and its time for a request, which are told', async () => {
  const { propertyId, token } = house;
  const path = `/v1/properties/${propertyId}/reservations`;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = JSON.stringify(stay(1, 1));

  async function askedMs(url: string): Promise<number> {
    const startedMs = performance.now();
    const headers = {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...{ 'idempotency-key': randomUUID(), prefer: 'respond-async' },
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(`${url}${path}`, { method: 'POST', agent, headers }).end(body);
    const [answer]: IncomingMessage[] = await once(sent, 'response');
    answer?.resume();
    if (answer !== undefined) await once(answer, 'end');
    expect(answer?.statusCode).toBe(202);
    return performance.now() - startedMs;
  }

  async function round(url: string): Promise<number> {
    const tookMs: number[] = [];
    for (let asked = 0; asked < requestsPerRound; asked += 1) tookMs.push(await askedMs(url));
    return median(tookMs);
  }

  // Neither way is measured cold.
  for (const url of [pod.url, pod.direct]) await round(url);
  const [through, past]: [number[], number[]] = [[], []];
  let cpuUs = 0;
  for (let each = 0; each < rounds; each += 1) {
    const beforeUs = processCpuUs(pod.queueProxyPid);
    through.push(await round(pod.url));
    cpuUs += processCpuUs(pod.queueProxyPid) - beforeUs;
    past.push(await round(pod.direct));
  }
  agent.destroy();
  const perRequestUs = cpuUs / (rounds * requestsPerRound);
  const [throughMs, pastMs] = [median(through), median(past)];
  process.stdout.write(
    `queue-proxy: ${rounded(perRequestUs)} µs of CPU per request; ` +
      `${rounded(throughMs)} ms through it, ${rounded(pastMs)} ms past it, one after another\n`,
  );
  expect(perRequestUs).toBeGreaterThan(0);
  expect(perRequestUs).toBeLessThan(cpuUsMax);
});
