/** What queue-proxy costs per request, beside the same requests past it, by turns. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processCpuUs } from '../bench/cpu.ts';
import { median, rounded } from '../bench/figure.ts';
import { stay } from '../testing/desk.ts';
import type { Pod } from './pod.ts';
import { type Around, around } from './testing.ts';

let house: Around;
let pod: Pod;
beforeAll(async () => {
  house = await around();
  pod = await house.servedPod('submit-reservation');
});
afterAll(() => house?.close());

/** The kernel counts CPU in ticks of 10 ms: all requests together are some ninety of them. */
const requests = 2_000;
const warmUp = 300;
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

  /** By turns, so that both meet the same minutes of this machine. */
  async function bothMs(count: number): Promise<Record<'through' | 'past', number>> {
    const [through, past]: [number[], number[]] = [[], []];
    for (let asked = 0; asked < count; asked += 1) {
      through.push(await askedMs(pod.url));
      past.push(await askedMs(pod.direct));
    }
    return { through: median(through), past: median(past) };
  }

  // Neither way is measured cold.
  await bothMs(warmUp);
  const beforeUs = processCpuUs(pod.queueProxyPid);
  const ms = await bothMs(requests);
  const perRequestUs = (processCpuUs(pod.queueProxyPid) - beforeUs) / requests;
  agent.destroy();
  process.stdout.write(
    `queue-proxy: ${rounded(perRequestUs)} µs of CPU per request; ` +
      `${rounded(ms.through)} ms through it, ${rounded(ms.past)} ms past it, one after another\n`,
  );
  expect(perRequestUs).toBeGreaterThan(0);
  expect(perRequestUs).toBeLessThan(cpuUsMax);
});
