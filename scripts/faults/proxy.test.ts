/** The proxy does to a connection exactly what it is told, and says whom it struck. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TcpProxy, tcpProxy } from './proxy.ts';

let echo: Server;
let arrived: string;
let proxy: TcpProxy;
let clients: Socket[];
const patience = { timeout: 10_000, interval: 5 };

beforeEach(async () => {
  arrived = '';
  clients = [];
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      arrived += piece.toString();
      socket.write(piece);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await tcpProxy({ port: (echo.address() as AddressInfo).port });
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  echo.close();
});

interface Client {
  send(text: string): void;
  heard(): string;
  /** `undefined` while it stands. */
  ended(): string | undefined;
}

async function client(): Promise<Client> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  let heard = '';
  let ended: string | undefined;
  socket.on('data', (piece) => {
    heard += piece.toString();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    ended = error.code;
  });
  socket.on('close', () => {
    ended ??= 'closed';
  });
  // Reset as soon as it stood, or before: `ended` tells.
  await once(socket, 'connect').catch(() => undefined);
  return { send: (text) => void socket.write(text), heard: () => heard, ended: () => ended };
}

function hears(one: Client, text: string): Promise<void> {
  return vi.waitFor(() => expect(one.heard()).toBe(text), patience);
}

function ends(one: Client, how: string): Promise<void> {
  return vi.waitFor(() => expect(one.ended()).toBe(how), patience);
}

test('Without a fault everything goes through, both ways', async () => {
  const one = await client();
  one.send('hello');
  await hears(one, 'hello');
  expect([arrived, proxy.struck()]).toEqual(['hello', 0]);
});

test('Latency makes both ways later, and loses nothing', async () => {
  const one = await client();
  proxy.inflict({ kind: 'latency', ms: 60 });
  const sentMs = performance.now();
  one.send('hello');
  await hears(one, 'hello');
  expect(performance.now() - sentMs).toBeGreaterThanOrEqual(118);
  expect(proxy.struck()).toBe(1);
});

test('A cut lets through so many bytes of the answer, and no more', async () => {
  const one = await client();
  proxy.inflict({ kind: 'cut_after', bytes: 4 });
  one.send('abc');
  await hears(one, 'abc');
  one.send('def');
  await ends(one, 'ECONNRESET');
  expect([arrived, proxy.struck()]).toEqual(['abcdef', 1]);
});

test('A half-open connection swallows what is sent and tells nobody, also when others are well again', async () => {
  const one = await client();
  proxy.inflict({ kind: 'half_open' });
  one.send('lost');
  await vi.waitFor(() => expect(proxy.struck()).toBe(1), patience);
  proxy.inflict({ kind: 'none' });
  one.send('lost, too');
  const other = await client();
  other.send('well');
  await hears(other, 'well');
  expect([one.heard(), one.ended(), arrived]).toEqual(['', undefined, 'well']);
});

test('A reset ends what stands and what comes, until it is over', async () => {
  const one = await client();
  one.send('hello');
  await hears(one, 'hello');
  proxy.inflict({ kind: 'reset' });
  await ends(one, 'ECONNRESET');
  const other = await client();
  await ends(other, 'ECONNRESET');
  expect(proxy.struck()).toBe(2);
  proxy.inflict({ kind: 'none' });
  const third = await client();
  third.send('well');
  await hears(third, 'well');
});

test('One reset ends what stands, and lets through what comes', async () => {
  const one = await client();
  one.send('hello');
  await hears(one, 'hello');
  proxy.reset();
  await ends(one, 'ECONNRESET');
  const other = await client();
  other.send('well');
  await hears(other, 'well');
});

test('A slow reader takes answers at its own pace', async () => {
  const one = await client();
  proxy.inflict({ kind: 'slow_reader', bytesPerSecond: 1_000 });
  const sentMs = performance.now();
  one.send('x'.repeat(100));
  await hears(one, 'x'.repeat(100));
  expect(performance.now() - sentMs).toBeGreaterThanOrEqual(99);
});

test('A lost answer is one whose request was done: the server has it, the client is reset', async () => {
  const one = await client();
  proxy.inflict({ kind: 'lost_answer', to: (sent) => sent.includes('commit'), oneIn: 1 });
  one.send('begin');
  await hears(one, 'begin');
  one.send('commit');
  await ends(one, 'ECONNRESET');
  expect([one.heard(), arrived, proxy.struck()]).toEqual(['begin', 'begincommit', 1]);
});

test('What is rewritten arrives as something else, and all the rest as it was', async () => {
  const one = await client();
  proxy.inflict({
    kind: 'rewritten',
    rewrite: (sent) => (sent.includes('commit') ? Buffer.from('abort!') : undefined),
  });
  one.send('begin');
  await hears(one, 'begin');
  one.send('commit');
  await hears(one, 'beginabort!');
  expect(proxy.struck()).toBe(1);
});

describe('A server that is away', () => {
  test('refuses through the proxy, too', async () => {
    const { port } = proxy;
    echo.close();
    await once(echo, 'close');
    const socket = connect(port, '127.0.0.1');
    clients.push(socket);
    const [error] = await once(socket, 'error');
    expect(error.code).toBe('ECONNRESET');
  });
});
