import { expect, test } from 'vitest';
import { systemTimerMs } from '#shared/system.ts';
import { processTelemetry, telemetryOff } from '#shared/telemetry/process-telemetry.ts';
import { spanRing } from '#shared/telemetry/span-ring.ts';
import type { SpanExporter } from '#shared/telemetry/telemetry.ts';
import { testSources } from '#shared/testing/sources.ts';

/** An exporter that drops everything. */
function fullExporter(): SpanExporter & { closed: boolean } {
  let dropped = 0;
  return {
    name: 'full',
    closed: false,
    take() {
      dropped += 1;
    },
    dropped: () => dropped,
    async close() {
      this.closed = true;
    },
  };
}

test('the telemetry of a process sends each span to every exporter and counts what they drop', async () => {
  const [ring, full] = [spanRing(), fullExporter()];
  const { clock, random } = testSources();
  const telemetry = processTelemetry({
    service: 'serai',
    clock,
    random,
    timerMs: systemTimerMs,
    exporters: [ring, full],
  });
  const root = telemetry.span('work', 'server', undefined, { a: 1 });
  telemetry.span('inner', 'client', root.traceparent).end();
  root.end();
  const traceId = root.traceparent.slice(3, 35);
  expect(await ring.trace(traceId)).toMatchObject([
    { name: 'work', attributes: { a: 1 } },
    { name: 'inner', parentSpanId: root.traceparent.slice(36, 52) },
  ]);

  telemetry.count('things_total', { kind: 'big' }, 2);
  const text = (full: number) => `# TYPE serai_spans_dropped_total counter
serai_spans_dropped_total{exporter="memory"} 0
serai_spans_dropped_total{exporter="full"} ${full}
# TYPE things_total counter
things_total{kind="big"} 2
`;
  expect(telemetry.metrics()).toBe(text(2));
  telemetry.span('more', 'server', undefined).end();
  expect(telemetry.metrics()).toBe(text(3));

  await telemetry.close();
  expect(full.closed).toBe(true);
});

test('telemetry that is off records nothing, and passes traces on', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const child = telemetryOff.span('work', 'server', parent);
  child.attribute('a', 1);
  child.end('error');
  expect(child).toMatchObject({ sampled: false, traceparent: parent });
  expect(telemetryOff.span('work', 'server', undefined).traceparent).toMatch(
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/,
  );
  expect(telemetryOff.span('work', 'server', 'nonsense').traceparent).toMatch(
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/,
  );
  telemetryOff.count('no name', {});
  telemetryOff.observe('no name', {}, 1);
  expect(telemetryOff.metrics()).toBe('');
});
