/** A ratio that got worse is noticed, whatever else got better. */
import { describe, expect, test } from 'vitest';
import { compare, parseRun, tableOf } from './baseline.ts';

const figure = (ratio?: number) => ({
  ...{ ours: 1, unit: 'µs', goal: '≤ 1×', met: true, details: {} },
  ...(ratio === undefined ? {} : { ratio }),
});
const run = (figures: object, quick = false) =>
  parseRun(JSON.stringify({ ...figures, machine: { node: 'v26', cores: 2, quick } }));

const stored = run({ booking: figure(2), submit: figure(1.5), decider: figure() });

describe('Compared with the stored run', () => {
  const worse = (figures: object) =>
    compare(stored, run(figures)).flatMap((each) => (each.worse ? [each.name] : []));

  test('the same is as good', () => {
    expect(worse({ booking: figure(2), submit: figure(1.5) })).toEqual([]);
  });

  test('a fifth more is the noise of a machine, and a little more than that is not', () => {
    expect(worse({ booking: figure(2.4), submit: figure(1.8) })).toEqual([]);
    expect(worse({ booking: figure(2.41), submit: figure(1.8) })).toEqual(['booking']);
    expect(worse({ booking: figure(0.5), submit: figure(1.81) })).toEqual(['submit']);
  });

  test('better is as good', () => {
    expect(worse({ booking: figure(0.3), submit: figure(1) })).toEqual([]);
  });

  test('a figure that is missing is worse', () => {
    expect(worse({ booking: figure(2) })).toEqual(['submit']);
    expect(worse({ booking: figure(2), submit: figure() })).toEqual(['submit']);
  });

  test('a figure without anything beside it is not compared', () => {
    expect(compare(stored, stored).map(({ name }) => name)).toEqual(['booking', 'submit']);
  });

  test('a figure that was not stored yet is not compared', () => {
    expect(worse({ booking: figure(2), submit: figure(1.5), validation: figure(9) })).toEqual([]);
  });

  test('is read as a table', () => {
    expect(tableOf(compare(stored, run({ booking: figure(3) })))).toBe(
      `booking       stored    2.00×  now        3.00×  worse
submit        stored    1.50×  now not measured  worse`,
    );
  });
});

test('What is no run is refused', () => {
  expect(() => parseRun('{}')).toThrow();
  expect(() => parseRun('{"booking":{"ratio":"2"},"machine":{"quick":true}}')).toThrow();
  expect(() => parseRun('{"booking":{"ratio":0,"unit":"x"},"machine":{"quick":true}}')).toThrow();
});
