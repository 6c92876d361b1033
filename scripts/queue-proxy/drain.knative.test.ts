/** A pod that is deleted under load, as the kubelet does it: nobody's request is lost. */
import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offer } from '../faults/open-loop.ts';
import { deskAt, stay } from '../testing/desk.ts';
import { kubeletProbe, type Pod } from './pod.ts';
import { type Around, around } from './testing.ts';

let house: Around;
let pod: Pod;
beforeAll(async () => {
  house = await around();
  pod = await house.servedPod('submit-reservation');
});
afterAll(() => house?.close());

const ratePerSecond = 100;
/** Routes of a cluster still lead to a pod for some seconds after it was told to go. */
const beforeMs = 2_000;
const afterMs = 4_000;
/** What Knative gives a pod: `timeoutSeconds` of its manifest. */
const graceMs = 60_000;

test('A pod that is told to go under load answers all that comes, and both processes end well', async () => {
  const path = `/v1/properties/${house.propertyId}/reservations`;
  const { port } = new URL(pod.url);
  let sent = 0;
  const offered = offer({
    ...{ port: Number(port), ratePerSecond, forMs: beforeMs + afterMs },
    next() {
      sent += 1;
      const body = JSON.stringify(stay(randomInt(1_000), 1));
      return Buffer.from(
        `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${house.token}\r\n` +
          `content-type: application/json\r\nidempotency-key: ${randomUUID()}\r\n` +
          `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
  });
  const before = (ratePerSecond * beforeMs) / 1_000;
  await expect.poll(house.reservations).toBeGreaterThanOrEqual(before);
  // Held at the door while the pod is told to go.
  house.decider.child.kill('SIGSTOP');
  const held = deskAt(pod.url, house.token).post(path, stay(1, 1));
  const toldMs = performance.now();
  const ended = pod.terminate();
  house.decider.child.kill('SIGCONT');
  // The signal is heard in its own time.
  const probed = async () => (await fetch(pod.url, { headers: kubeletProbe })).status;
  await expect.poll(probed).toBe(503);
  const { heard, unheard } = await offered;
  expect(unheard).toEqual([]);
  const others = heard.filter(({ status }) => status !== 201);
  expect(others).toEqual([]);
  expect(heard).toHaveLength(sent);
  expect(sent).toBeGreaterThan(2 * before);
  expect((await held).status).toBe(201);
  expect(await ended).toEqual([0, 0]);
  // Later it would be killed.
  expect(performance.now() - toldMs).toBeLessThan(graceMs);
  expect(await house.reservations()).toBe(heard.length + 1);
});
