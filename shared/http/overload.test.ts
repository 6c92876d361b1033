/** Who comes when there is too much to do is told so at once, and whoever is taken is served as ever. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shedding, turns } from './overload.ts';
import type { RunningLimit } from './running-limit.ts';

describe('In one turn of the event loop', () => {
  let nowMs: number;
  let idleMs: number;
  let endTurn: () => void;
  let mayBegin: () => boolean;

  beforeEach(() => {
    nowMs = 1_000;
    idleMs = 50;
    mayBegin = turns({
      turnMsMax: 10,
      standingMs: 100,
      nowMs: () => nowMs,
      idleMs: () => idleMs,
      afterTurn(over) {
        endTurn = over;
      },
    });
  });

  function turn(ms: number): void {
    mayBegin();
    nowMs += ms;
    endTurn();
  }

  test('all requests are begun while the loop has rested lately, however long the turn', () => {
    expect(mayBegin()).toBe(true);
    nowMs += 99;
    expect(mayBegin()).toBe(true);
  });

  test('a loop without rest begins requests for a while, and not one after', () => {
    turn(60);
    turn(60);
    expect(mayBegin()).toBe(true);
    nowMs += 9.9;
    expect(mayBegin()).toBe(true);
    nowMs += 0.1;
    expect([mayBegin(), mayBegin()]).toEqual([false, false]);
    endTurn();
    expect(mayBegin()).toBe(true);
  });

  test('a moment of rest ends it', () => {
    turn(60);
    turn(60);
    idleMs += 1;
    mayBegin();
    nowMs += 50;
    expect(mayBegin()).toBe(true);
  });
});

describe('A server with more to do than it can', () => {
  let server: Server;
  let url: string;
  let served: number;
  let counted: number;
  let isOpen: boolean;

  beforeEach(async () => {
    served = 0;
    counted = 0;
    isOpen = false;
    const listener = shedding(
      (_request, response) => {
        served += 1;
        response.end('served');
      },
      {
        answerMsMax: 60,
        mayBegin: () => isOpen || served === 0,
        onShed: () => {
          counted += 1;
        },
      },
    );
    server = createServer(listener);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('says 503, when to come back, and which request it was; nothing of it is done', async () => {
    expect(await (await fetch(`${url}/one`)).text()).toBe('served');
    const shed = await fetch(`${url}/two`, {
      method: 'POST',
      headers: { 'x-request-id': 'mine' },
      body: 'x'.repeat(10_000),
    });
    expect(shed.status).toBe(503);
    expect(Object.fromEntries(shed.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '1',
      'x-request-id': 'mine',
      'cache-control': 'no-store',
    });
    expect(await shed.json()).toEqual({
      type: '/problems/busy',
      title: 'Too much is running; try again',
      status: 503,
      code: 'busy',
      requestId: 'mine',
    });
    expect(served).toBe(1);
  });

  test('answers the probes of its platform all the same', async () => {
    await fetch(`${url}/one`);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/two`)).status).toBe(503);
    expect(counted).toBe(1);
  });

  test('names requests that have no name, each differently', async () => {
    await fetch(`${url}/one`);
    const ids = [await fetch(`${url}/a`), await fetch(`${url}/b`)].map((answer) =>
      answer.headers.get('x-request-id'),
    );
    expect(ids).toEqual(['shed-1', 'shed-2']);
  });

  test('serves again as soon as it can', async () => {
    await fetch(`${url}/one`);
    expect((await fetch(`${url}/two`)).status).toBe(503);
    isOpen = true;
    expect((await fetch(`${url}/three`)).status).toBe(200);
  });
});

describe('A server whose answers wait for something else', () => {
  test('takes no more than are answered in time, and measures to the first word of an answer', async () => {
    const seen: (number | undefined)[] = [];
    let left = 1;
    const running: RunningLimit = {
      admits: () => left > 0,
      begun() {
        left -= 1;
      },
      ended(latencyMs) {
        left += 1;
        seen.push(latencyMs);
      },
      limit: () => 1,
    };
    const status = [200, 409, 404, 503];
    const server = createServer(
      shedding((_request, response) => void response.writeHead(status.shift() ?? 200).end(), {
        ...{ answerMsMax: 60, running },
        mayBegin: () => true,
      }),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (let one = 0; one < 4; one += 1) await fetch(url);
    expect(seen.map((latencyMs) => typeof latencyMs)).toEqual([
      'number',
      'number',
      'undefined',
      'undefined',
    ]);
    left = 0;
    expect((await fetch(url)).status).toBe(503);
    expect(seen).toHaveLength(4);
    server.closeAllConnections();
    server.close();
  });
});
