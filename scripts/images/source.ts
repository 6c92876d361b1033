/** The commit that images are built from, and its time: all that an image says of when it was made. */
import { execFileSync } from 'node:child_process';

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
