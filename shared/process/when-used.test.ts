import { describe, expect, test } from 'vitest';
import { whenUsed } from './when-used.ts';

function counted() {
  const seen = { made: 0, closed: 0 };
  const engine = whenUsed(() => {
    seen.made += 1;
    return {
      ask: (question: string) => `${question}!`,
      close: async () => {
        seen.closed += 1;
      },
    };
  });
  return { engine, seen };
}

describe('An engine that waits for its use', () => {
  test('is made by the first question, and once', () => {
    const { engine, seen } = counted();
    expect(seen.made).toBe(0);
    expect([engine.ask('a'), engine.ask('b')]).toEqual(['a!', 'b!']);
    expect(seen.made).toBe(1);
  });

  test('is closed when it was made', async () => {
    const { engine, seen } = counted();
    engine.ask('a');
    await engine.close();
    expect(seen).toEqual({ made: 1, closed: 1 });
  });

  test('is not made to be closed', async () => {
    const { engine, seen } = counted();
    await engine.close();
    expect(seen).toEqual({ made: 0, closed: 0 });
  });
});
