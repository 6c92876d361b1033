import { describe, expect, test } from 'vitest';
import { metrics } from '#shared/telemetry/metrics.ts';

describe('metrics', () => {
  test('are written by name, counters with their sum', () => {
    const measured = metrics();
    measured.count('things_made_total', { kind: 'big' });
    measured.count('things_made_total', { kind: 'small' }, 2.5);
    measured.count('things_made_total', { kind: 'big' }, 0);
    measured.count('things_lost_total', {});
    expect(measured.text()).toBe(
      `# TYPE things_lost_total counter
things_lost_total 1
# TYPE things_made_total counter
things_made_total{kind="big"} 1
things_made_total{kind="small"} 2.5
`,
    );
  });

  test('of durations count every bound they do not exceed', () => {
    const measured = metrics();
    const labels = { function: 'make-thing', outcome: 'ok' };
    for (const seconds of [0.001, 0.00101, 0.5, 10, 10.5]) {
      measured.observe('requests_seconds', labels, seconds);
    }
    expect(measured.text()).toBe(
      `# TYPE requests_seconds histogram
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.001"} 1
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.0025"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.005"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.01"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.025"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.05"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.06"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.1"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.25"} 2
requests_seconds_bucket{function="make-thing",outcome="ok",le="0.5"} 3
requests_seconds_bucket{function="make-thing",outcome="ok",le="1"} 3
requests_seconds_bucket{function="make-thing",outcome="ok",le="2.5"} 3
requests_seconds_bucket{function="make-thing",outcome="ok",le="5"} 3
requests_seconds_bucket{function="make-thing",outcome="ok",le="10"} 4
requests_seconds_bucket{function="make-thing",outcome="ok",le="+Inf"} 5
requests_seconds_sum{function="make-thing",outcome="ok"} 21.00201
requests_seconds_count{function="make-thing",outcome="ok"} 5
`,
    );
  });

  test('without labels have none in their text', () => {
    const measured = metrics();
    measured.observe('waits_seconds', {}, 20);
    const lines = measured.text().split('\n');
    expect(lines[1]).toBe('waits_seconds_bucket{le="0.001"} 0');
    expect(lines.slice(-4)).toEqual([
      'waits_seconds_bucket{le="+Inf"} 1',
      'waits_seconds_sum 20',
      'waits_seconds_count 1',
      '',
    ]);
  });

  test('are the same series in whatever order the labels come', () => {
    const measured = metrics();
    measured.count('a_total', { x: '1', y: '2' });
    measured.count('a_total', { y: '2', x: '1' });
    measured.count('a_total', { y: '2', x: '1' });
    expect(measured.text()).toBe('# TYPE a_total counter\na_total{x="1",y="2"} 3\n');
  });

  test('escape what a label may hold', () => {
    const measured = metrics();
    measured.count('a_total', { x: 'back\\slash "quoted"\nnew line' });
    expect(measured.text()).toBe(
      '# TYPE a_total counter\na_total{x="back\\\\slash \\"quoted\\"\\nnew line"} 1\n',
    );
  });

  test('beyond a thousand series of a name go to one that says so', () => {
    const measured = metrics();
    for (let i = 0; i < 1_005; i += 1) measured.count('a_total', { id: String(i) });
    measured.count('a_total', { id: '0' });
    measured.count('a_total', { id: '1004' });
    const lines = measured.text().trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 1_000 + 1);
    expect(lines[1]).toBe('a_total{id="0"} 2');
    expect(lines[1_000]).toBe('a_total{id="999"} 1');
    expect(lines[1_001]).toBe('a_total{overflow="true"} 6');
  });

  test('are at most two hundred', () => {
    const measured = metrics();
    for (let i = 0; i < 200; i += 1) measured.count(`a${i}_total`, {});
    measured.count('a0_total', {});
    expect(() => measured.count('b_total', {})).toThrow('there are 200 metrics already');
  });

  test.each([
    [
      'a counter without its unit',
      (m: ReturnType<typeof metrics>) => m.count('a', {}),
      'a lacks its unit',
    ],
    [
      'a duration without its unit',
      (m: ReturnType<typeof metrics>) => m.observe('a_ms', {}, 1),
      'a_ms lacks its unit',
    ],
    [
      'a counter that shrinks',
      (m: ReturnType<typeof metrics>) => m.count('a_total', {}, -1),
      'only grows',
    ],
    [
      'a name of another kind',
      (m: ReturnType<typeof metrics>) => m.count('A b_total', {}),
      'no name of a metric',
    ],
    [
      'a label named like a bound',
      (m: ReturnType<typeof metrics>) => m.observe('a_seconds', { le: '1' }, 1),
      'no name of a label',
    ],
    [
      'a label that is no name',
      (m: ReturnType<typeof metrics>) => m.count('a_total', { 'a-b': '1' }),
      'no name of a label',
    ],
  ])('refuse %s', (_what, mistake, message) => {
    expect(() => mistake(metrics())).toThrow(message);
  });
});
