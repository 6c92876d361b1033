import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { pause, TimedOut, within } from './deadline.ts';

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Both ends of a connection over loopback. */
async function ends() {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const there = once(server, 'connection');
  const here = connect(address.port, '127.0.0.1');
  const [[far]] = await Promise.all([there, once(here, 'connect')]);
  return { here, far };
}

test('a wait ends with what was waited for, its failure, or the time', async () => {
  expect(await within(1_000, Promise.resolve('found'))).toBe('found');
  await expect(within(1_000, Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  await expect(within(5, new Promise(() => undefined))).rejects.toThrow(TimedOut);
});

test('an answer that lies in its socket is in time, however late the event loop is', async () => {
  const { here, far } = await ends();
  const answer = within(20, once(here, 'data'));
  far.write('answer');
  const untilMs = performance.now() + 100;
  while (performance.now() < untilMs);
  expect(String(await answer)).toBe('answer');
  here.destroy();
});

test('a pause ends with its signal', async () => {
  const startedMs = performance.now();
  await pause(10_000, AbortSignal.timeout(5));
  await pause(10_000, AbortSignal.abort());
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
