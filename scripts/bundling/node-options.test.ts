import { expect, test } from 'vitest';
import { houseNodeOptions } from './node-options.ts';

test('the house on a laptop and the benchmarks run with the options of a house', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const start = `node --require ./scripts/pinned-node.cjs ${houseNodeOptions.join(' ')} scripts`;
  expect(manifest.scripts.serai).toBe(`${start}/serai/main.ts`);
  expect(manifest.scripts.bench).toBe(`${start}/bench/main.ts`);
});
