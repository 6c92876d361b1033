/**
 * `npm run -s bench-check -- [--file .serai/bench.json] [--store]`: fails when a ratio of the run is worse than
 * the stored one by more than a fifth; `--store` makes the run the stored one.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, parseRun, tableOf } from './baseline.ts';

const stored = join(import.meta.dirname, '../../load/baselines/bench.json');

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: '.serai/bench.json' },
    store: { type: 'boolean', default: false },
  },
});

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    process.stderr.write(`There is no ${file}; run make bench first.\n`);
    process.exit(66);
  }
}

const found = parseRun(text(values.file));
if (values.store) {
  copyFileSync(values.file, stored);
  process.stdout.write(`load/baselines/bench.json is now ${values.file}\n`);
} else {
  const known = parseRun(text(stored));
  if (known.quick !== found.quick) {
    process.stderr.write('A quick run is coarse: compare it with a quick one only.\n');
    process.exit(65);
  }
  const compared = compare(known, found);
  process.stdout.write(`${tableOf(compared)}\n`);
  process.exitCode = compared.length === 0 || compared.some(({ worse }) => worse) ? 1 : 0;
}
