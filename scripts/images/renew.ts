/**
 * `make images-renew`: pins what Debian has now of the packages that images stand on. What changed is
 * for a person to read before it is committed.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { basePackages, type DebianPackage, lockFile, needDebian } from './debian.ts';
import { told } from './told.ts';

/** A mirror that takes longer gives nothing. */
const askMsMax = 120_000;

function asked(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', timeout: askMsMax });
}

function newest(of: DebianPackage): DebianPackage {
  const record = asked('apt-cache', ['show', '--no-all-versions', of.name]);
  const field = (name: string): string => {
    const value = new RegExp(`^${name}: (.*)$`, 'm').exec(record)?.[1];
    if (value === undefined) throw new SetupProblem(`apt-cache says no ${name} of ${of.name}.`);
    return value;
  };
  return { ...of, version: field('Version'), sha256: field('SHA256') };
}

async function main(): Promise<number> {
  needDebian(process.env['PATH'] ?? '');
  if (process.getuid?.() === 0) asked('apt-get', ['update', '-qq']);
  const before = await basePackages();
  const packages = before.packages.map(newest);
  for (const [at, { name, version }] of packages.entries()) {
    const was = before.packages[at]?.version;
    process.stdout.write(`${name} ${was === version ? version : `${was} → ${version}`}\n`);
  }
  writeFileSync(lockFile, `${JSON.stringify({ ...before, packages }, undefined, 2)}\n`);
  return 0;
}

process.exitCode = await told(main);
