/** Builds overlays with whatever kustomize the machine has, or makes one where Go is. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const version = 'v5.7.1';
const moduleOfKustomize = `sigs.k8s.io/kustomize/kustomize/v5@${version}`;
/** Measured 32 s with its modules to fetch; a suite waits for no more than two minutes. */
const installMsMax = 90_000;
/** The largest overlay takes a second, and beside much other work more than a minute was seen. */
const buildMsMax = 180_000;
/** All overlays together are some 500 kB. */
const outputBytesMax = 32 * 1024 * 1024;

export type Kustomize = { readonly command: readonly string[] } | { readonly missing: string };

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** `folder`: where one that was made is kept for the next time. */
export function kustomizeOf(folder: string): Kustomize {
  const made = join(folder, 'kustomize');
  const found = onPath('kustomize') ?? (existsSync(made) ? made : undefined);
  if (found !== undefined) return { command: [found, 'build'] };
  const kubectl = onPath('kubectl');
  if (kubectl !== undefined) return { command: [kubectl, 'kustomize'] };
  const go = onPath('go');
  if (go === undefined) return { missing: 'no kustomize, no kubectl, and no go to make one' };
  mkdirSync(folder, { recursive: true });
  process.stdout.write(`installing kustomize ${version}\n`);
  const { status, stderr } = spawnSync(go, ['install', moduleOfKustomize], {
    env: { ...process.env, GOBIN: folder },
    encoding: 'utf8',
    timeout: installMsMax,
  });
  if (status === 0) return { command: [made, 'build'] };
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return { missing: `go could not make kustomize: ${last}` };
}

export interface Built {
  readonly text: string;
  /** What kustomize said where it built nothing. */
  readonly fault?: string;
}

export function build(
  { command }: { readonly command: readonly string[] },
  overlay: string,
): Built {
  const [program = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, [...args, overlay], {
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
    timeout: buildMsMax,
  });
  return status === 0 ? { text: stdout } : { text: '', fault: stderr.trim() || 'it took too long' };
}
