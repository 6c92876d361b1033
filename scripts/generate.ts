/**
 * Runs every generator of the house, `scripts/generate-*.ts`, in the order of their names; with
 * `--check` they write nothing and fail where a committed file is behind its source.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const args = process.argv.includes('--check') ? ['--check'] : [];
// The slowest starts a database and migrates it, 3 s; a minute is a generator that hangs.
const generatorMsMax = 60_000;

const generators = globSync('scripts/generate-*.ts', {
  cwd: root,
  exclude: ['**/*.test.ts'],
}).sort();
let failed = generators.length === 0;
for (const generator of generators) {
  const { status } = spawnSync(process.execPath, [generator, ...args], {
    cwd: root,
    stdio: 'inherit',
    timeout: generatorMsMax,
  });
  if (status === 0) continue;
  failed = true;
  process.stderr.write(`${generator} failed\n`);
}
process.exitCode = failed ? 1 : 0;
