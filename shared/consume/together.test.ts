/** Partitions that take turns: one transaction for all that is there, and a fault stays where it is. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredRecord } from '#shared/log/log.ts';
import { type HandleTogether, together } from './together.ts';

class WorldFault extends Error {}
class FenceFault extends WorldFault {}

let attempts: string[][];
let parked: string[];
let forgotten: number;
let fault: (keys: readonly string[]) => Error | undefined;
let handle: HandleTogether<string>;

beforeEach(() => {
  [attempts, parked, forgotten, fault] = [[], [], 0, () => undefined];
  handle = together<string>({
    recordsMax: 4,
    async attempt(shares) {
      const keys = shares.flatMap(({ place, records }) =>
        records.map(({ key }) => `${place}${key}`),
      );
      attempts.push(keys);
      const error = fault(keys);
      if (error !== undefined) throw error;
    },
    isTheWorlds: (error) => error instanceof WorldFault,
    concernsAll: (error) => error instanceof WorldFault && !(error instanceof FenceFault),
    forget() {
      forgotten += 1;
    },
    async park(place, { key }) {
      parked.push(`${place}${key}`);
    },
  });
});

function records(...keys: readonly string[]): StoredRecord[] {
  return keys.map((key, offset) => ({
    ...{ key, offset, headers: {}, value: Buffer.alloc(0), appendedAtMs: 0 },
  }));
}

describe('Partitions that have something at once', () => {
  test('are handled by one attempt, each in its order', async () => {
    await Promise.all([handle('a', records('1', '2')), handle('b', records('1'))]);
    expect(attempts).toEqual([['a1', 'a2', 'b1']]);
  });

  test('wait for the attempt that runs, and go together then, as many as may', async () => {
    const first = handle('a', records('1'));
    const others = new Promise<void>((resolve) => {
      fault = () => {
        fault = () => undefined;
        const later = ['b', 'c', 'd'].map((place) => handle(place, records('1', '2')));
        Promise.all(later).then(() => resolve());
        return undefined;
      };
    });
    await Promise.all([first, others]);
    expect(attempts).toEqual([['a1'], ['b1', 'b2', 'c1', 'c2'], ['d1', 'd2']]);
  });
});

describe('After a turn', () => {
  /** What is asked for in the first milliseconds after a turn of so many records that takes so long. */
  async function turnsAfter(count: number, tookMs: number): Promise<string[][]> {
    const seen: string[][] = [];
    const one = together<string>({
      recordsMax: 100,
      async attempt(shares) {
        seen.push(shares.map(({ place }) => place));
        if (seen.length === 1) await new Promise((resolve) => setTimeout(resolve, tookMs));
      },
      isTheWorlds: () => false,
      concernsAll: () => false,
      forget() {},
      async park() {},
    });
    await one('a', records(...Array.from({ length: count }, (_, at) => `${at}`)));
    const second = one('b', records('1'));
    await new Promise((resolve) => setTimeout(resolve, 8));
    await Promise.all([second, one('c', records('1'))]);
    return seen;
  }

  test('that took long for many records the next gathers what comes for a while', async () => {
    expect(await turnsAfter(32, 30)).toEqual([['a'], ['b', 'c']]);
  });

  test.each([
    ['of few records', 31, 30],
    ['that was quick', 32, 1],
  ])('%s nobody waits', async (_what, count, tookMs) => {
    expect(await turnsAfter(count, tookMs)).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('When an attempt fails', () => {
  test('for a record, the other partitions are done and it alone is parked', async () => {
    fault = (keys) => (keys.includes('b3') ? new Error('poison') : undefined);
    await Promise.all([
      handle('a', records('1')),
      handle('b', records('1', '2', '3')),
      handle('c', records('1')),
    ]);
    expect(attempts).toEqual([
      ...[['a1', 'b1', 'b2', 'b3'], ['a1'], ['b1', 'b2', 'b3'], ['b1'], ['b2', 'b3'], ['b2']],
      ...[['b3'], ['c1']],
    ]);
    expect(parked).toEqual(['b3']);
    expect(forgotten).toBe(4);
  });

  test('for a fence, only its own partition is told', async () => {
    fault = (keys) => (keys.includes('b1') ? new FenceFault('lost') : undefined);
    const told = await Promise.allSettled([handle('a', records('1')), handle('b', records('1'))]);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(attempts).toEqual([['a1', 'b1'], ['a1'], ['b1']]);
    expect(parked).toEqual([]);
  });

  test('because the world is away, all are told and nothing is tried again', async () => {
    fault = () => new WorldFault('away');
    const told = await Promise.allSettled([handle('a', records('1')), handle('b', records('1'))]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([attempts.length, forgotten, parked]).toEqual([1, 1, []]);
  });

  test('what comes afterwards is handled as ever', async () => {
    fault = () => new WorldFault('away');
    await expect(handle('a', records('1'))).rejects.toThrow('away');
    fault = () => undefined;
    await handle('a', records('1'));
    expect(attempts).toEqual([['a1'], ['a1']]);
  });
});
