import { expect, test } from 'vitest';
import { nodeOptions } from './node-options.ts';

test('the house on a laptop and the benchmarks run with the options of a function', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const start = `node --require ./scripts/pinned-node.cjs ${nodeOptions.join(' ')} scripts`;
  expect(manifest.scripts.serai).toBe(`${start}/serai/main.ts`);
  expect(manifest.scripts.bench).toBe(`${start}/bench/main.ts`);
});
