/** The client asks again where that helps, and otherwise says what the house said. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Api, ApiRefusal, apiClient } from './api.ts';

const Thing = z.strictObject({ id: z.string() });

let server: Server;
let api: Api;
let asked: { readonly method: string; readonly key: string; readonly body: string }[];
let answers: ((response: ServerResponse, request: IncomingMessage) => void)[];

beforeEach(async () => {
  asked = [];
  answers = [];
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    asked.push({
      method: request.method ?? '',
      key: String(request.headers['idempotency-key'] ?? ''),
      body: Buffer.concat(pieces).toString(),
    });
    (answers.length > 1 ? answers.shift() : answers[0])?.(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  api = apiClient(`http://127.0.0.1:${port}`, async () => 'the-token');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

function json(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

describe('a request', () => {
  test('carries token, key and body', async () => {
    answers = [
      (response, request) => {
        expect(request.headers.authorization).toBe('Bearer the-token');
        json(201, { id: 'a' })(response, request);
      },
    ];
    expect(await api.post('/v1/things', { name: 'n' }, 'key-1', Thing)).toEqual({ id: 'a' });
    expect(asked).toEqual([{ method: 'POST', key: 'key-1', body: '{"name":"n"}' }]);
  });

  test.each([
    ['too much is running', json(503, { code: 'busy' }, { 'retry-after': '0' })],
    ['it came too often', json(429, { code: 'rate_limited' }, { 'retry-after': '0' })],
    ['it is undecided', json(202, { status: 'pending' }, { 'retry-after': '0' })],
    ['the connection breaks', (response: ServerResponse) => void response.destroy()],
  ])('is repeated with its key when %s', async (_why, later) => {
    answers = [later, later, json(201, { id: 'a' })];
    expect(await api.post('/v1/things', {}, 'key-1', Thing)).toEqual({ id: 'a' });
    expect(asked.map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-1']);
  });

  test('is repeated a bounded number of times', async () => {
    answers = [json(503, { code: 'busy', title: 'Too much is running' }, { 'retry-after': '0' })];
    await expect(api.get('/v1/things', Thing)).rejects.toThrow('Too much is running (busy).');
    expect(asked.length).toBe(12);
  });

  test('that is taken for later without being undecided has its answer', async () => {
    answers = [json(202, { id: 'a' })];
    expect(await api.post('/v1/retries', {}, 'key-1', Thing)).toEqual({ id: 'a' });
  });
});

describe('a refusal', () => {
  test('is said in one sentence, with its code', async () => {
    const errors = [
      { pointer: '/name', detail: 'is empty' },
      { pointer: '/b', detail: 'too' },
    ];
    answers = [json(400, { code: 'invalid_request', title: 'The form is wrong', errors })];
    const refusal = await api.post('/v1/things', {}, 'key-1', Thing).catch((error) => error);
    expect(refusal).toBeInstanceOf(ApiRefusal);
    expect(refusal).toMatchObject({
      status: 400,
      code: 'invalid_request',
      message: 'The form is wrong: /name is empty (invalid_request).',
    });
    expect(asked.length).toBe(1);
  });

  test('by something that is no house is said as well as can be', async () => {
    answers = [(response) => void response.writeHead(502).end('<html>')];
    await expect(api.get('/v1/things', Thing)).rejects.toThrow('The answer was 502 (unknown).');
  });

  test('is what an answer of another form comes to', async () => {
    answers = [json(200, { name: 'a' })];
    await expect(api.get('/v1/things', Thing)).rejects.toThrow(
      'The answer to /v1/things is not what this version understands (id: ',
    );
  });
});

test('nobody there is said with what to do about it', async () => {
  server.close();
  await once(server, 'close');
  await expect(api.get('/v1/things', Thing)).rejects.toThrow(
    `Nothing answers at ${api.url}; start the house with "make run" or name another with --url.`,
  );
});
