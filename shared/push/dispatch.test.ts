import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { nodeListener } from '#shared/http/node-listener.ts';
import { httpDispatch, inProcess } from './dispatch.ts';
import { subscriberApp } from './subscriber-app.ts';
import { fact, type PushHouse, pushHouse, testSubscriber } from './testing/house.ts';
import { deliver } from './verdict.ts';

let house: PushHouse;
beforeAll(async () => {
  house = await pushHouse();
});
afterAll(() => house.close());

async function listening(server: Server): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => resolve());
  await promise;
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('an event', () => {
  const event = fact('e-1', { subject: 'Zoë "1" 100%', data: '{"name":"Zoë"}' });
  const reply = fact('r-1', { data: '{"name":"☃"}' });

  test('arrives the same in the process and over HTTP, and so does its reply', async () => {
    const given: unknown[] = [];
    const declaration = testSubscriber({
      handle: async (input) => {
        given.push(input);
        return { outcome: 'done', reply };
      },
    });
    const app = subscriberApp(declaration, house.process().engines);
    const url = await listening(createServer(nodeListener(app)));
    for (const dispatch of [inProcess(app), httpDispatch(url)]) {
      const verdict = await deliver(event, dispatch, 5_000);
      expect(verdict).toMatchObject({ outcome: 'done', reply: { id: 'r-1', data: reply.data } });
    }
    const expected = { event, data: { name: 'Zoë' } };
    expect(given).toEqual([expected, expected]);
  });

  test('does not follow a redirect', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const url = await listening(server);
    expect(await deliver(event, httpDispatch(url), 5_000)).toMatchObject({
      outcome: 'failed',
      again: false,
      code: 302,
    });
    expect(asked).toBe(1);
  });

  test('for nobody is tried again', async () => {
    const server = createServer();
    const url = await listening(server);
    server.close();
    expect(await deliver(event, httpDispatch(url), 5_000)).toMatchObject({
      outcome: 'failed',
      again: true,
      code: 500,
      error: expect.toSatisfy((error: Buffer) => error.toString().includes('ECONNREFUSED')),
    });
  });
});
