import { describe, expect, test } from 'vitest';
import { formatTraceparent, parseTraceparent, traceIdOf } from '#shared/telemetry/traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('a traceparent', () => {
  test('is read and written as the standard shows it', () => {
    const header = `00-${traceId}-${spanId}-01`;
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, sampled: true });
    expect(formatTraceparent({ traceId, spanId, sampled: true })).toBe(header);
    expect(formatTraceparent({ traceId, spanId, sampled: false })).toBe(
      `00-${traceId}-${spanId}-00`,
    );
    expect(traceIdOf(header)).toBe(traceId);
  });

  test.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['03', true],
    ['fe', false],
    ['ff', true],
  ])('with the flags %s: sampled is %s', (flags, sampled) => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-${flags}`)?.sampled).toBe(sampled);
  });

  test('of a later version is read as far as we know it', () => {
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01`)).toEqual({
      traceId,
      spanId,
      sampled: true,
    });
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01-more`)?.traceId).toBe(traceId);
  });

  test.each([
    ['empty', ''],
    ['of version ff', `ff-${traceId}-${spanId}-01`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['with a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['in capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['too short', `00-${traceId}-${spanId}-0`],
    ['too long for version 00', `00-${traceId}-${spanId}-01-more`],
    ['too long without a dash', `cc-${traceId}-${spanId}-01more`],
    ['with something before', ` 00-${traceId}-${spanId}-01`],
    ['with a line end', `00-${traceId}-${spanId}-01\n`],
    ['with a letter that is no digit', `00-${traceId.replace('a', 'g')}-${spanId}-01`],
  ])('%s is none', (_what, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
