/** The attacker itself: what is as the document says passes, and what is not is found. */

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installed, pythonTools } from '../tools/python-tool.ts';
import { attack } from './attack.ts';

const answer = {
  description: 'A count',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { count: { type: 'integer' } },
        required: ['count'],
        additionalProperties: false,
      },
    },
  },
};
const document = {
  ...{ openapi: '3.1.0', info: { title: 'Counts', version: '1' } },
  paths: { '/count': { get: { operationId: 'count', responses: { 200: answer } } } },
};

async function attacked(status: number, body: string): Promise<boolean> {
  const server = createServer(({ method }, response) => {
    const known = method === 'GET';
    response.writeHead(known ? status : 405, { 'content-type': 'application/json', allow: 'GET' });
    response.end(known ? body : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'serai-attack-'));
  try {
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    return await attack({
      program: await installed(pythonTools.schemathesis, process.env),
      ...{ document: file, url: `http://127.0.0.1:${port}`, authorization: 'Bearer x' },
      ...{ mode: 'all', phases: ['fuzzing'], cases: 3, seed: 1 },
    });
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

test('An answer as it is documented passes', async () => {
  expect(await attacked(200, '{"count":1}')).toBe(true);
});

test.each([
  ['a member that nobody documented', 200, '{"count":1,"secret":2}'],
  ['a value of another type', 200, '{"count":"1"}'],
  ['a status that nobody documented', 418, '{"count":1}'],
  ['a failure', 500, '{"count":1}'],
])('An answer with %s is found', async (_what, status, body) => {
  expect(await attacked(status, body)).toBe(false);
});
