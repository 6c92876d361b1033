import { describe, expect, test } from 'vitest';
import { retention, retentionRelations } from './retention.ts';

describe('what is not kept for ever', () => {
  test('keeps decisions longer than the topic that copies of their commands come from', () => {
    const { decisionsKeepMs, commandsRetentionMs } = retentionRelations;
    // A copy may be read at the end of its time, by a writer that was away until then.
    expect(decisionsKeepMs).toBeGreaterThanOrEqual(4 * commandsRetentionMs);
    expect(retention.find(({ table }) => table === 'decisions')?.keepMs).toBe(decisionsKeepMs);
  });

  test('names every table once, and of facts nothing but where they came from', () => {
    const tables = retention.map(({ table }) => table);
    expect(new Set(tables).size).toBe(tables.length);
    const ofFacts = retention.filter(({ table }) => table === 'events');
    expect(ofFacts).toEqual([
      { table: 'events', column: 'recorded_at', keepMs: 34_560_000_000, clear: 'client_address' },
    ]);
  });
});
