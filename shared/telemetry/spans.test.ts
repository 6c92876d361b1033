import { describe, expect, test } from 'vitest';
import { randomPool, systemRandom } from '#shared/system.ts';
import { BATCH_SPANS_MAX, FLUSH_EVERY_MS } from '#shared/telemetry/span-batches.ts';
import { hexIds, SPANS_PER_SECOND_MAX, type SpansOptions, spans } from '#shared/telemetry/spans.ts';
import type { SpanRow } from '#shared/telemetry/telemetry.ts';
import { seededRandom, testClock } from '#shared/testing/sources.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const sampledParent = `00-${traceId}-b7ad6b7169203331-01`;
const unsampledParent = `00-${traceId}-b7ad6b7169203331-00`;

function start(options: Partial<SpansOptions> = {}) {
  const clock = testClock(1_000_000);
  let timerMs = 500;
  const ended: SpanRow[] = [];
  const made = spans({
    service: 'serai',
    clock,
    timerMs: () => timerMs,
    random: seededRandom(1),
    ended: (span) => ended.push(span),
    ...options,
  });
  const pass = (ms: number) => {
    timerMs += ms;
    clock.set(Math.floor(1_000_000 + timerMs - 500));
  };
  return { ...made, clock, ended, pass };
}

describe('a sampled span', () => {
  test('without a parent begins a trace and is handed over whole when it ends', () => {
    const { start: span, ended, pass } = start();
    pass(1.25);
    const root = span('GET /things', 'server', undefined, { 'http.route': '/things' });
    root.attribute('http.status', 200);
    pass(2.5);
    expect(ended).toEqual([]);
    root.end();
    expect(root.sampled).toBe(true);
    const [, ownTraceId, ownSpanId] = root.traceparent.split('-');
    expect(root.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(ended).toEqual([
      {
        traceId: ownTraceId,
        spanId: ownSpanId,
        parentSpanId: undefined,
        service: 'serai',
        name: 'GET /things',
        kind: 'server',
        startedAtUs: 1_000_001_250,
        durationUs: 2_500,
        status: 'ok',
        attributes: { 'http.route': '/things', 'http.status': 200 },
      },
    ]);
  });

  test('belongs to its parent, in this process or another', () => {
    const { start: span, ended } = start();
    const here = span('work', 'consumer', sampledParent);
    span('inner', 'internal', here.traceparent).end('error');
    here.end('ok');
    expect(ended).toMatchObject([
      { traceId, parentSpanId: here.traceparent.slice(36, 52), name: 'inner', status: 'error' },
      { traceId, parentSpanId: 'b7ad6b7169203331', name: 'work', status: 'ok' },
    ]);
    expect(new Set(ended.map(({ spanId }) => spanId)).size).toBe(2);
  });

  test('ends once, and takes nothing afterwards', () => {
    const { start: span, ended } = start();
    const root = span('work', 'internal', undefined);
    root.end('error');
    root.attribute('late', true);
    root.end('ok');
    expect(ended).toMatchObject([{ status: 'error', attributes: {} }]);
    expect(ended).toHaveLength(1);
  });

  test('keeps a bounded number of attributes, cuts long texts and leaves out who a person is', () => {
    const { start: span, ended } = start();
    const root = span('work', 'internal', undefined, {
      email: 'a@b.c',
      'user.phone': '1',
      long: 'x'.repeat(300),
    });
    for (let i = 0; i < 40; i += 1) root.attribute(`a${i}`, i);
    root.attribute('a0', 'again');
    root.end();
    const attributes = ended[0]?.attributes ?? {};
    expect(Object.keys(attributes)).toEqual([
      'long',
      ...Array.from({ length: 31 }, (_, i) => `a${i}`),
    ]);
    expect(attributes).toMatchObject({ long: 'x'.repeat(256), a0: 'again' });
  });

  test('takes its start from the wall clock when that was set', () => {
    const { start: span, ended, clock, pass } = start();
    clock.advance(5);
    span('still near', 'internal', undefined).end();
    clock.advance(1);
    span('set', 'internal', undefined).end();
    pass(10);
    clock.advance(6);
    span('steady', 'internal', undefined).end();
    expect(ended.map(({ startedAtUs }) => startedAtUs)).toEqual([
      1_000_000_000, 1_000_006_000, 1_000_016_000,
    ]);
  });
});

describe('sampling', () => {
  const flags = (traceparent: string) => traceparent.slice(53);

  test('records so many new traces a second and no more', () => {
    const { start: span, clock, ended } = start({ tracesPerSecond: 3 });
    const count = (times: number) => {
      for (let i = 0; i < times; i += 1) span('work', 'server', undefined).end();
      return ended.splice(0).length;
    };
    expect(count(10)).toBe(3);
    clock.advance(333);
    expect(count(10)).toBe(0);
    clock.advance(1);
    expect(count(10)).toBe(1);
    clock.advance(10_000);
    expect(count(10)).toBe(3);
  });

  test('follows a sampled parent when no new trace may begin', () => {
    const { start: span, ended } = start({ tracesPerSecond: 0 });
    expect(span('work', 'server', undefined).sampled).toBe(false);
    const child = span('work', 'server', sampledParent);
    expect(child.sampled).toBe(true);
    child.end();
    expect(ended).toHaveLength(1);
  });

  test('follows an unsampled parent and hands its header on', () => {
    const { start: span, ended } = start();
    const child = span('work', 'server', unsampledParent);
    child.attribute('a', 1);
    child.end();
    expect(child).toMatchObject({ sampled: false, traceparent: unsampledParent });
    expect(ended).toEqual([]);
  });

  test('begins a new trace for a parent that breaks the standard', () => {
    const { start: span } = start();
    const child = span('work', 'server', '00-1-2-01');
    expect(child.sampled).toBe(true);
    expect(child.traceparent).not.toContain('00-1-2-01');
  });

  test('gives an unsampled trace one id, told to all it calls', () => {
    const { start: span } = start({ tracesPerSecond: 0 });
    const root = span('work', 'server', undefined);
    expect(root.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(root.traceparent).toBe(root.traceparent);
    expect(span('inner', 'client', root.traceparent).traceparent).toBe(root.traceparent);
    expect(span('work', 'server', undefined).traceparent).not.toBe(root.traceparent);
  });

  test('bounds the spans of callers who all claim to be sampled, and keeps their traces whole', () => {
    const { start: span, ended, clock } = start({ spansPerSecondMax: 2 });
    const made = [1, 2, 3].map(() => span('work', 'server', sampledParent));
    for (const one of made) one.end();
    expect(ended).toHaveLength(2);
    expect(made[2]?.traceparent).toBe(sampledParent);
    expect(span('work', 'server', undefined).sampled).toBe(false);
    clock.advance(500);
    const later = span('work', 'server', sampledParent);
    expect(later.sampled).toBe(true);
    expect(flags(later.traceparent)).toBe('01');
  });
});

test('ids are never all zeros', () => {
  const bytes = [0, 0, 0, 1];
  const newId = hexIds({
    fill: (target, _start, count) => target.fill(bytes.shift() ?? 0, 0, count),
  });
  expect(newId(8)).toBe('0101010101010101');
  const real = hexIds(randomPool(systemRandom));
  expect(new Set(Array.from({ length: 1_000 }, () => real(16))).size).toBe(1_000);
});

test('what may be recorded in a second can be sent in a second', () => {
  expect((BATCH_SPANS_MAX * 1_000) / FLUSH_EVERY_MS).toBeGreaterThanOrEqual(SPANS_PER_SECOND_MAX);
});
