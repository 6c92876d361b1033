/** `npm run -s packages`: lists every licence, asks the registry for known faults, and fails on what does not go. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { advisoriesIn, type Explained } from './advisories.ts';
import { dependenciesIn, isCompatible, tableOf } from './licences.ts';

const root = join(import.meta.dirname, '../..');
/** The registry answers within seconds, or not at all. */
const auditMsMax = 60_000;

/** Known faults that cannot be reached here. */
const explained: readonly Explained[] = [];

const dependencies = dependenciesIn(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const refused = dependencies.filter((each) => !isCompatible(each));
process.stdout.write(`${tableOf(dependencies)}\n\n`);
process.stdout.write(
  refused.length === 0
    ? `${dependencies.length} packages, all licensed compatibly\n`
    : `not compatible:\n${tableOf(refused)}\n`,
);

const { stdout } = spawnSync('npm', ['audit', '--json'], {
  ...{ cwd: root, encoding: 'utf8', timeout: auditMsMax },
  // Some hundred kilobytes when everything has a fault.
  maxBuffer: 16 * 1024 * 1024,
});
const advisories = advisoriesIn(stdout ?? '', explained);
switch (advisories.kind) {
  case 'not answered':
    process.stdout.write(`known faults: the registry did not answer (${advisories.said})\n`);
    process.exitCode = refused.length === 0 ? 0 : 1;
    break;
  case 'answered': {
    const { unexplained, stale } = advisories;
    process.stdout.write(
      unexplained.length === 0 ? 'known faults: none\n' : `${unexplained.join('\n')}\n`,
    );
    for (const name of stale) process.stdout.write(`explained, and not known any more: ${name}\n`);
    process.exitCode = refused.length + unexplained.length + stale.length === 0 ? 0 : 1;
    break;
  }
}
