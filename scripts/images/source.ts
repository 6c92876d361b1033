/** The commit that images are built from, and its time: all that an image says of when it was made. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './layer.ts';

export interface Source {
  /** Undefined outside a clone. */
  readonly revision: string | undefined;
  /** ISO 8601. */
  readonly created: string;
}

/** Of `SOURCE_DATE_EPOCH`, in seconds, where a builder sets it; else of the commit; else none. */
export function sourceOf(checkout: string, env: NodeJS.ProcessEnv): Source {
  const revision = git(checkout, ['rev-parse', 'HEAD']);
  const isAsCommitted = git(checkout, ['status', '--porcelain', '--untracked-files=no']) === '';
  const seconds = env['SOURCE_DATE_EPOCH'] ?? git(checkout, ['log', '-1', '--format=%ct']) ?? '0';
  return {
    revision: revision === undefined || isAsCommitted ? revision : `${revision}-modified`,
    created: new Date(Number(seconds) * 1000).toISOString(),
  };
}

/** One digest of every file of a clone as it is now, with what else counts; undefined outside a clone. */
export function digestOf(checkout: string, and: readonly unknown[]): string | undefined {
  const listed = git(checkout, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (listed === undefined) return undefined;
  const files = [...new Set(listed.split('\0'))].map((path) => [path, contentOf(checkout, path)]);
  return sha256(JSON.stringify([and, files]));
}

/** A file that was removed and not yet committed is listed, too. */
function contentOf(checkout: string, path: string): string | undefined {
  const file = join(checkout, path);
  return path !== '' && existsSync(file) ? sha256(readFileSync(file)) : undefined;
}

function git(checkout: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // No git, or no clone: an archive of the sources is built as well.
    return undefined;
  }
}
