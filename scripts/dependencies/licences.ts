/** Licences of what is installed, from the lock file: those that an Apache-2.0 product may be given out with, and the others. */
import * as z from 'zod';

const Locked = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  /** Only for those who build and test. */
  dev: z.boolean().optional(),
});
const LockFile = z.object({ packages: z.record(z.string(), Locked) });

export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** As SPDX has it; undefined when its package does not say. */
  readonly licence: string | undefined;
  readonly isProduction: boolean;
}

/** They ask for their notice to be kept, and for nothing that binds a work around them. */
const compatible = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC'],
  ...['MIT', 'MIT-0', 'PostgreSQL', 'Python-2.0', 'Unlicense', 'Zlib'],
]);
/** Binds changes to its own files alone: fine for a tool that is not given out with the product. */
const forToolsOnly = new Set(['MPL-2.0', 'CC-BY-4.0', 'CC-BY-3.0']);

export function dependenciesIn(lockFile: string): readonly Dependency[] {
  const { packages } = LockFile.parse(JSON.parse(lockFile));
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .map(([place, { version = '', license, dev = false }]) => ({
      name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
      isProduction: !dev,
    }));
}

/** Whether it may be used as it is used here. Of `A OR B` one has to do, of `A AND B` both. */
export function isCompatible({ licence, isProduction }: Dependency): boolean {
  if (licence === undefined) return false;
  const choices = licence.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) =>
    choice
      .split(' AND ')
      .every((name) => compatible.has(name) || (!isProduction && forToolsOnly.has(name))),
  );
}

export function tableOf(dependencies: readonly Dependency[]): string {
  const rows = dependencies
    .map(({ name, version, licence = 'says none', isProduction }) => ({
      text: `${licence.padEnd(28)}${name}@${version}${isProduction ? '' : '  (tools only)'}`,
    }))
    .map(({ text }) => text);
  return [...new Set(rows)].toSorted().join('\n');
}
