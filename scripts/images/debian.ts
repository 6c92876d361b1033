/**
 * The C library that Node is linked to, from Debian's packages as `base-packages.json` pins them: never
 * from what the building machine happens to have installed.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { onPath } from '../engines/programs.ts';
import { type LayerFile, sha256 } from './layer.ts';

const Package = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** SPDX, read by a person in the package's `copyright`. */
  licence: z.string(),
  /** Of the package's file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What is taken out of it: where it lies in the image, and where in the package. */
  files: z.record(z.string(), z.string()),
});
export type DebianPackage = z.infer<typeof Package>;

export const BasePackages = z.strictObject({
  release: z.string(),
  architecture: z.literal('amd64'),
  packages: z.array(Package),
});
export type BasePackages = z.infer<typeof BasePackages>;

export const lockFile = join(import.meta.dirname, 'base-packages.json');
const run = promisify(execFile);
/** Four megabytes; a mirror that needs more than two minutes for them gives none. */
const downloadMsMax = 120_000;
const unpackMsMax = 30_000;
const fileBytesMax = 64 * 1024 * 1024;
const renew =
  'if Debian has replaced it by a newer one, `make images-renew` pins what there is now';

export async function basePackages(): Promise<BasePackages> {
  return BasePackages.parse(JSON.parse(await readFile(lockFile, 'utf8')));
}

/** The files the packages are taken for, and each package's own record, by which scanners know it. */
export async function filesOf(
  packages: readonly DebianPackage[],
  kept: string,
): Promise<readonly LayerFile[]> {
  const files: LayerFile[] = [];
  for (const each of packages) files.push(...(await unpacked(each, await fetched(each, kept))));
  return files;
}

/** The package's file from where earlier ones are kept, or by apt. */
async function fetched(wanted: DebianPackage, kept: string): Promise<string> {
  const file = join(kept, `${wanted.name}-${wanted.sha256}.deb`);
  if (existsSync(file) && (await digestOf(file)) === wanted.sha256) return file;
  needDebian(process.env['PATH'] ?? '');
  await mkdir(kept, { recursive: true });
  const folder = await mkdtemp(join(kept, 'download-'));
  try {
    const got = await downloaded(`${wanted.name}=${wanted.version}`, folder);
    const digest = await digestOf(got);
    if (digest !== wanted.sha256) {
      throw new SetupProblem(
        `${basename(got)} is not the file that was pinned (${digest} for ${wanted.sha256}).`,
      );
    }
    await rename(got, file);
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function digestOf(file: string): Promise<string> {
  return sha256(await readFile(file)).slice('sha256:'.length);
}

export function needDebian(path: string): void {
  const lacks = ['apt-get', 'dpkg-deb'].find((name) => onPath([name], path) === undefined);
  if (lacks === undefined && process.arch === 'x64') return;
  throw new SetupProblem(
    'Images are built on Debian 12 or what is made of it, on x86-64: their C library comes by ' +
      `apt-get, and this machine ${lacks === undefined ? `is ${process.arch}` : `has no ${lacks}`}. ` +
      'The Dockerfile does the same inside a container.',
  );
}

/** With lists that are too old, or none at all, apt knows no address: root fetches them once. */
export async function downloaded(what: string, folder: string): Promise<string> {
  const download = ['download', '-qq', what];
  const options = { cwd: folder, timeout: downloadMsMax };
  try {
    await run('apt-get', download, options);
  } catch {
    // Said by the second try, when that fails as well.
    try {
      if (process.getuid?.() === 0) await run('apt-get', ['update', '-qq'], options);
      await run('apt-get', download, options);
    } catch (cause) {
      throw new SetupProblem(`apt-get has no ${what}: ${saidBy(cause)}; ${renew}.`, { cause });
    }
  }
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  if (file === undefined) throw new SetupProblem(`apt-get brought no ${what}.`);
  return join(folder, file);
}

function saidBy(cause: unknown): string {
  const told = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
  return told === '' ? String(cause) : (told.split('\n').at(-1) ?? told);
}

async function unpacked(of: DebianPackage, file: string): Promise<readonly LayerFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'serai-unpacked-'));
  const options = { timeout: unpackMsMax, maxBuffer: fileBytesMax };
  try {
    await run('dpkg-deb', ['--extract', file, folder], options);
    const { stdout: record } = await run('dpkg-deb', ['--field', file], options);
    const files = await Promise.all(
      Object.entries(of.files).map(async ([path, from]) => ({
        path,
        content: await readFile(join(folder, from)),
        // The one that the kernel itself starts.
        isProgram: path.startsWith('lib64/ld-linux-'),
      })),
    );
    return [...files, { path: `var/lib/dpkg/status.d/${of.name}`, content: Buffer.from(record) }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
