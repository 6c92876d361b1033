import { describe, expect, test } from 'vitest';
import { spanRing } from '#shared/telemetry/span-ring.ts';
import getTrace from './get-trace.ts';
import listTraces from './list-traces.ts';
import { bearer, consoleApp, testHouse } from './testing/app.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

function app() {
  const traces = spanRing();
  const span = { traceId, service: 'house', status: 'ok', attributes: { code: 200 } } as const;
  traces.take({
    ...span,
    spanId: 'b7ad6b7169203331',
    parentSpanId: undefined,
    name: 'submit',
    kind: 'server',
    startedAtUs: 1_000,
    durationUs: 500,
  });
  traces.take({
    ...span,
    spanId: 'b7ad6b7169203332',
    parentSpanId: 'b7ad6b7169203331',
    name: 'decide',
    kind: 'consumer',
    startedAtUs: 1_100,
    durationUs: 900,
  });
  return consoleApp([listTraces, getTrace], { house: testHouse({ traces }) });
}

describe('Traces', () => {
  test('are listed with what began them and how long they took', async () => {
    const response = await app().request('/v1/traces?limit=5', bearer('traces:read'));
    expect(await response.json()).toEqual({
      traces: [
        {
          traceId,
          name: 'submit',
          service: 'house',
          startedAtUs: 1_000,
          durationUs: 1_000,
          spans: 2,
          errors: 0,
        },
      ],
    });
  });

  test('are given span by span', async () => {
    const response = await app().request(`/v1/traces/${traceId}`, bearer('traces:read'));
    const span = { service: 'house', status: 'ok', attributes: { code: 200 } };
    expect(await response.json()).toEqual({
      traceId,
      spans: [
        {
          ...span,
          spanId: 'b7ad6b7169203331',
          name: 'submit',
          kind: 'server',
          startedAtUs: 1_000,
          durationUs: 500,
        },
        {
          ...span,
          spanId: 'b7ad6b7169203332',
          parentSpanId: 'b7ad6b7169203331',
          name: 'decide',
          kind: 'consumer',
          startedAtUs: 1_100,
          durationUs: 900,
        },
      ],
    });
  });

  test('that are unknown, or no trace ids at all, are not there', async () => {
    const unknown = await app().request(`/v1/traces/${'1'.repeat(32)}`, bearer('traces:read'));
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'trace_unknown' }]);
    const wrong = await app().request('/v1/traces/x', bearer('traces:read'));
    expect([wrong.status, await wrong.json()]).toMatchObject([404, { code: 'not_found' }]);
  });

  test('are for who may read them', async () => {
    const response = await app().request('/v1/traces', bearer('reservations:read'));
    expect(response.status).toBe(403);
  });
});
