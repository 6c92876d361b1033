/** What somebody else's server may do to us when it is asked, and where a name may not lead. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerBytesMax, ask, askMsMax, NotAnswered } from './ask.ts';

let server: Server;
let url: string;
let asked: {
  readonly method: string | undefined;
  readonly url: string | undefined;
  body: string;
}[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const seen = { method: request.method, url: request.url, body: '' };
    asked.push(seen);
    request.on('data', (chunk: Buffer) => {
      seen.body += chunk.toString();
    });
    request.on('end', () => answer(response));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function why(asking: Promise<unknown>): Promise<string> {
  const error: unknown = await asking.then(
    () => 'answered',
    (thrown: unknown) => thrown,
  );
  return error instanceof NotAnswered ? error.message : String(error);
}

describe('An answer', () => {
  test('is its status and its text, whatever the status', async () => {
    answer = (response) => response.writeHead(418).end('tea');
    expect(await ask(url, { reach: 'loopback' })).toEqual({ status: 418, text: 'tea' });
    expect(asked).toEqual([{ method: 'GET', url: '/keys', body: '' }]);
  });

  test('to a form is asked for with it', async () => {
    answer = (response) => response.end('{}');
    await ask(url, { reach: 'loopback', form: { code: 'a b&c', grant_type: 'x' } });
    expect(asked).toEqual([{ method: 'POST', url: '/keys', body: 'code=a+b%26c&grant_type=x' }]);
  });

  test('that leads elsewhere leads nowhere', async () => {
    answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await ask(url, { reach: 'loopback' })).toEqual({ status: 302, text: '' });
    expect(asked).toHaveLength(1);
  });

  test('is read to its limit and no further', async () => {
    answer = (response) => response.end('x'.repeat(answerBytesMax));
    expect((await ask(url, { reach: 'loopback' })).text).toHaveLength(answerBytesMax);
    answer = (response) => response.end('x'.repeat(answerBytesMax + 1));
    expect(await why(ask(url, { reach: 'loopback' }))).toBe('it answers too much');
  });

  test('that trickles in or breaks off is none', async () => {
    answer = (response) => {
      response.write('{');
      const drip = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(drip));
    };
    const startedMs = performance.now();
    expect(await why(ask(url, { reach: 'loopback' }))).toMatch(/^it does not answer/);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(askMsMax - 100);
    answer = (response) => {
      response.write('{');
      response.socket?.destroy();
    };
    expect(await why(ask(url, { reach: 'loopback' }))).toMatch(/^it does not answer/);
  });
});

describe('Nobody is asked', () => {
  test.each(['public', 'private'] as const)('on this machine with the reach %s', async (reach) => {
    expect(await why(ask(url, { reach }))).toBe('the URL is not one that may be asked');
    expect(asked).toEqual([]);
  });

  test('by a name that leads to this machine', async () => {
    const { port } = server.address() as AddressInfo;
    const error: unknown = await ask(`https://localhost:${port}/`, { reach: 'public' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(NotAnswered);
    expect((error as NotAnswered).cause).toMatchObject({
      message: 'it stands where nobody is to be asked',
    });
    expect(asked).toEqual([]);
  });

  test.each(['', 'keys', 'javascript:0', 'file:///etc/passwd', 'ftp://id.example/'])(
    'by %j',
    async (text) => {
      expect(await why(ask(text, { reach: 'loopback' }))).toBe(
        'the URL is not one that may be asked',
      );
    },
  );
});
