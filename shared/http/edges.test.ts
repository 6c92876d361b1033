/** One app behind both edges, `node:http` and the web's classes: what a caller sees is the same. */
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, CallerGone, type Exchange } from './exchange.ts';
import { exchangeOf } from './exchange-of.ts';
import { nodeListener } from './node-listener.ts';

const bytesMax = 10;
/** The exchange of the last request to `/kept`, and what became of its body. */
let kept: PromiseWithResolvers<Exchange>;
let body: Promise<unknown>;

const answers: Readonly<Record<string, () => Answer>> = {
  text: () => ({ status: 200, headers: { 'x-of': 'text' }, body: 'plain' }),
  wide: () => ({ status: 409, headers: {}, body: 'Zoë ☃' }),
  bytes: () => ({ status: 200, headers: {}, body: Uint8Array.of(0, 200, 255) }),
  empty: () => ({ status: 202, headers: {} }),
  nothing: () => ({ status: 204, headers: {} }),
  same: () => ({ status: 304, headers: { etag: '"1"' } }),
  stream: () => ({ status: 200, headers: {}, body: ReadableStream.from(parts()) }),
};

function* parts(): Iterable<Uint8Array> {
  for (const part of ['one ', 'two ', 'three']) yield Buffer.from(part);
}

function app(): Hono {
  const made = new Hono();
  made.get('/answers/:name', (c) => {
    const answer = answers[c.req.param('name')]?.() ?? { status: 404, headers: {}, body: 'none' };
    return exchangeOf(c).send(answer);
  });
  made.post('/echo', async (c) => {
    const exchange = exchangeOf(c);
    const bytes = await exchange.body(bytesMax);
    return bytes === 'too_large'
      ? exchange.send({ status: 413, headers: {}, body: bytes })
      : exchange.send({ status: 200, headers: {}, body: bytes.toString('utf8') });
  });
  made.post('/kept', async (c) => {
    const exchange = exchangeOf(c);
    body = exchange.body(bytesMax).catch((error: unknown) => error);
    kept.resolve(exchange);
    await body;
    return exchange.send({ status: 200, headers: {} });
  });
  made.get('/waits', async (c) => {
    const exchange = exchangeOf(c);
    const { promise, resolve } = Promise.withResolvers<void>();
    exchange.signal().addEventListener('abort', () => resolve());
    kept.resolve(exchange);
    await promise;
    return exchange.send({ status: 200, headers: {} });
  });
  made.notFound((c) => exchangeOf(c).send({ status: 404, headers: {}, body: c.req.path }));
  return made;
}

let server: Server;
let url: string;
beforeAll(async () => {
  // Longer than any test, so that no connection ends while its client takes it up again.
  server = createServer({ keepAliveTimeout: 95_000 }, nodeListener(app()));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  kept = Promise.withResolvers();
});

type Ask = (path: string, init?: RequestInit) => Promise<Response>;
const edges: Readonly<Record<string, Ask>> = {
  'node:http': (path, init) => fetch(`${url}${path}`, init),
  'the web': async (path, init) => app().request(path, init),
};

describe.each(Object.entries(edges))('By %s', (_edge, ask) => {
  test.each([
    ['text', 200, 'plain'],
    ['wide', 409, 'Zoë ☃'],
    ['empty', 202, ''],
    ['nothing', 204, ''],
    ['same', 304, ''],
    ['stream', 200, 'one two three'],
  ])('the answer %s is %i %j', async (name, status, said) => {
    const response = await ask(`/answers/${name}`);
    expect([response.status, await response.text()]).toEqual([status, said]);
  });

  test('headers are those of the answer', async () => {
    expect((await ask('/answers/text')).headers.get('x-of')).toBe('text');
    expect((await ask('/answers/same')).headers.get('etag')).toBe('"1"');
  });

  test('bytes are left as they are', async () => {
    const response = await ask('/answers/bytes');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 200, 255]);
  });

  test.each(['text', 'stream'])('HEAD gets the head of %s', async (name) => {
    const response = await ask(`/answers/${name}`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('a body is taken up to its limit, whatever its characters', async () => {
    const said = async (sent: string) => {
      const response = await ask('/echo', { method: 'POST', body: sent });
      return [response.status, await response.text()];
    };
    expect(await said('')).toEqual([200, '']);
    expect(await said('ten bytes.')).toEqual([200, 'ten bytes.']);
    expect(await said('ten byteß.')).toEqual([413, 'too_large']);
  });

  test('a body without a length is counted as it comes', async () => {
    const said = async (...sent: readonly string[]) => {
      const stream = ReadableStream.from(sent.map((part) => Buffer.from(part)));
      const response = await ask('/echo', { method: 'POST', body: stream, duplex: 'half' });
      return [response.status, await response.text()];
    };
    expect(await said('ten ', 'byt', 'es.')).toEqual([200, 'ten bytes.']);
    expect(await said('ten ', 'bytes', '. .')).toEqual([413, 'too_large']);
  });

  test('a path that is not there is told to the app', async () => {
    const response = await ask('/elsewhere?a=1');
    expect([response.status, await response.text()]).toEqual([404, '/elsewhere']);
  });
});

/** Writes bytes as they are, and resolves with all that comes back until the connection ends. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

describe('On node:http', () => {
  test('an answer states its length, and none where there can be no body', async () => {
    const lengthOf = async (name: string) =>
      (await fetch(`${url}/answers/${name}`)).headers.get('content-length');
    expect(await lengthOf('text')).toBe('5');
    expect(await lengthOf('wide')).toBe('8');
    expect(await lengthOf('bytes')).toBe('3');
    expect(await lengthOf('empty')).toBe('0');
    expect(await lengthOf('nothing')).toBeNull();
    expect(await lengthOf('stream')).toBeNull();
  });

  test('requests of one connection are answered in turn', async () => {
    const one = 'GET /answers/text HTTP/1.1\r\nhost: a\r\n\r\n';
    const last = 'GET /answers/wide HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
    const answered = await raw(one + one + last);
    expect(answered.match(/HTTP\/1.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 409',
    ]);
  });

  test.each([
    ['http://a.example/answers/text', 200],
    ['/answers/text', 200],
    ['*', 404],
    ['//answers/text', 404],
    ['/answers/%zz', 404],
  ])('the target %s is answered with %i', async (target, status) => {
    const answered = await raw(`GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    expect(answered.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  test('what comes after a refusal is dropped, and the connection goes on', async () => {
    const large = `POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 20000\r\n\r\n${'x'.repeat(20_000)}`;
    const next = 'GET /answers/text HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
    const answered = await raw(large + next);
    expect(answered.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  test('a refusal is heard and the connection ended where the rest never comes', async () => {
    const answered = await raw('POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 20000\r\n\r\nx');
    expect(answered.slice(0, 12)).toBe('HTTP/1.1 413');
  });

  test('a body that ends too early is told as the caller’s going', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /kept HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf');
    await kept.promise;
    socket.destroy();
    expect(await body).toBeInstanceOf(CallerGone);
  });

  test('a caller that goes ends its signal, and that of nobody else', async () => {
    const outgoing = httpRequest(`${url}/waits`).on('error', () => undefined);
    outgoing.end();
    const exchange = await kept.promise;
    expect(exchange.signal().aborted).toBe(false);
    const { promise, resolve } = Promise.withResolvers<void>();
    exchange.signal().addEventListener('abort', () => resolve());
    outgoing.destroy();
    await promise;
    expect(exchange.signal().aborted).toBe(true);
  });

  test('a stream whose reader goes is told', async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<void>();
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('first')),
      cancel: () => resolve(),
    });
    const serving = createServer(
      nodeListener(
        new Hono().get('/', (c) => exchangeOf(c).send({ status: 200, headers: {}, body: stream })),
      ),
    );
    const listening = Promise.withResolvers<void>();
    serving.listen(0, '127.0.0.1', listening.resolve);
    await listening.promise;
    const { port } = serving.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    await reader?.cancel();
    await cancelled;
    serving.close();
  });

  test('a stream that fails does not end as if it were whole', async () => {
    const failing = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('broken')),
    });
    const serving = createServer(
      nodeListener(
        new Hono().get('/', (c) => exchangeOf(c).send({ status: 200, headers: {}, body: failing })),
      ),
    );
    const listening = Promise.withResolvers<void>();
    serving.listen(0, '127.0.0.1', listening.resolve);
    await listening.promise;
    const { port } = serving.address() as AddressInfo;
    await expect(
      fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()),
    ).rejects.toThrow();
    serving.close();
  });

  test('a handler that answers nothing is answered for', async () => {
    const serving = createServer(
      nodeListener({
        fetch: () => {
          throw new Error('ours');
        },
      }),
    );
    const listening = Promise.withResolvers<void>();
    serving.listen(0, '127.0.0.1', listening.resolve);
    await listening.promise;
    const { port } = serving.address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    serving.close();
  });
});
