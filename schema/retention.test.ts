import { describe, expect, test } from 'vitest';
import { retention, retentionRelations } from './retention.ts';

describe('what is not kept for ever', () => {
  test('keeps decisions longer than the topic that copies of their commands come from', () => {
    const { decisionsKeepMs, commandsRetentionMs } = retentionRelations;
    // A copy may be read at the end of its time, by a writer that was away until then.
    expect(decisionsKeepMs).toBeGreaterThanOrEqual(4 * commandsRetentionMs);
    expect(retention.find(({ table }) => table === 'decisions')?.keepMs).toBe(decisionsKeepMs);
  });

  test('names every table once, and never facts', () => {
    const tables = retention.map(({ table }) => table);
    expect(new Set(tables).size).toBe(tables.length);
    expect(tables).not.toContain('events');
  });
});
