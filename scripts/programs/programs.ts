/** What runs in a cluster and is no function: its images are built as theirs are. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Declaration } from '#shared/function/declare.ts';
import { type Bundled, functionFiles } from '../build.ts';

export interface Program {
  readonly kind: 'program';
  readonly name: string;
  readonly purpose: string;
  /** Whether it listens; what does not is started once and never compiled before. */
  readonly listens: boolean;
}

interface Source extends Program {
  readonly entry: string;
  /** Whose declarations it is given. */
  takes(declaration: Pick<Declaration, 'kind'>): boolean;
}

const sources: readonly Source[] = [
  {
    ...{ kind: 'program', name: 'house', listens: true },
    purpose: 'Runs everything but the doors in one process, where no Kafka is.',
    entry: join(import.meta.dirname, 'house.ts'),
    takes: ({ kind }) => kind !== 'http',
  },
  {
    ...{ kind: 'program', name: 'set-up', listens: false },
    purpose: 'Brings the database and the topics to the level of this version, and ends.',
    entry: join(import.meta.dirname, 'set-up.ts'),
    takes: () => false,
  },
];

export const programs: readonly Program[] = sources.map(({ kind, name, purpose, listens }) => ({
  ...{ kind, name, purpose, listens },
}));

export interface ProgramBundle {
  readonly of: Bundled;
  readonly entry: string;
}

export async function programBundles(checkout: string): Promise<readonly ProgramBundle[]> {
  const all = await functionFiles(checkout);
  const kinds = await Promise.all(
    all.map(async ({ file }) => ({ file, kind: await kindOf(file) })),
  );
  return sources.map(({ name, entry, takes }) => ({
    of: { name, files: kinds.filter(takes).map(({ file }) => file) },
    entry,
  }));
}

async function kindOf(file: string): Promise<Declaration['kind']> {
  const module: { readonly default: Declaration } = await import(pathToFileURL(file).href);
  return module.default.kind;
}
