import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { otlpExporter } from '#shared/telemetry/otlp-exporter.ts';
import type { SpanRow } from '#shared/telemetry/telemetry.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const root: SpanRow = {
  traceId,
  spanId: 'b7ad6b7169203331',
  parentSpanId: undefined,
  service: 'one',
  name: 'GET /things',
  kind: 'server',
  startedAtUs: 1_767_225_600_123_457,
  durationUs: 2_500,
  status: 'ok',
  attributes: { text: 'a', whole: 3, part: 0.25, yes: true },
};
const child: SpanRow = {
  ...root,
  spanId: '00f067aa0ba902b7',
  parentSpanId: root.spanId,
  service: 'two',
  kind: 'client',
  status: 'error',
  attributes: {},
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A backend that keeps what it was sent; `undefined` never answers. */
async function backend(...statuses: (number | undefined)[]) {
  const requests: {
    path: string | undefined;
    headers: IncomingMessage['headers'];
    body: unknown;
  }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    requests.push({ path: request.url, headers: request.headers, body: JSON.parse(text) });
    const status = statuses.length === 0 ? 200 : statuses.shift();
    if (status !== undefined) response.writeHead(status, { location: '/elsewhere' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, requests };
}

async function sent(endpoint: string, timeoutMs = 2_000): Promise<number> {
  const exporter = otlpExporter({ endpoint, headers: { 'api-key': 'k' }, timeoutMs });
  exporter.take(root);
  exporter.take(child);
  await exporter.close();
  return exporter.dropped();
}

describe('an OTLP backend', () => {
  test('gets spans by service, as the protocol encodes them in JSON', async () => {
    const { endpoint, requests } = await backend();
    expect(await sent(`${endpoint}/`)).toBe(0);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      path: '/v1/traces',
      headers: { 'content-type': 'application/json', 'api-key': 'k' },
    });
    expect(requests[0]?.body).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'one' } }] },
          scopeSpans: [
            {
              scope: { name: 'serai' },
              spans: [
                {
                  traceId,
                  spanId: 'b7ad6b7169203331',
                  name: 'GET /things',
                  kind: 2,
                  startTimeUnixNano: '1767225600123457000',
                  endTimeUnixNano: '1767225600125957000',
                  attributes: [
                    { key: 'text', value: { stringValue: 'a' } },
                    { key: 'whole', value: { intValue: '3' } },
                    { key: 'part', value: { doubleValue: 0.25 } },
                    { key: 'yes', value: { boolValue: true } },
                  ],
                  status: { code: 1 },
                },
              ],
            },
          ],
        },
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'two' } }] },
          scopeSpans: [
            {
              scope: { name: 'serai' },
              spans: [
                {
                  traceId,
                  spanId: '00f067aa0ba902b7',
                  parentSpanId: 'b7ad6b7169203331',
                  name: 'GET /things',
                  kind: 3,
                  startTimeUnixNano: '1767225600123457000',
                  endTimeUnixNano: '1767225600125957000',
                  attributes: [],
                  status: { code: 2 },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test.each([400, 401, 413, 500, 302])('that answers %i loses the batch', async (status) => {
    const { endpoint, requests } = await backend(status);
    expect(await sent(endpoint)).toBe(2);
    expect(requests).toHaveLength(1);
  });

  test.each([429, 502, 503, 504])('that answers %i gets the batch again', async (status) => {
    const { endpoint, requests } = await backend(status);
    const exporter = otlpExporter({ endpoint, flushEveryMs: 1 });
    exporter.take(root);
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    const look = setInterval(() => requests.length > 0 && resolve(), 1);
    await answered;
    clearInterval(look);
    await exporter.close();
    expect(requests).toHaveLength(2);
    expect(requests[1]?.body).toEqual(requests[0]?.body);
    expect(exporter.dropped()).toBe(0);
  });

  test('that does not answer is not waited for', async () => {
    const { endpoint, requests } = await backend(undefined);
    expect(await sent(endpoint, 100)).toBe(2);
    expect(requests).toHaveLength(1);
  });

  test('that is away costs the spans and nothing else', async () => {
    expect(await sent('http://127.0.0.1:1')).toBe(2);
  });
});
