/** Programs that come as Python packages: each in an environment of its own, installed once and exactly as pinned. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { findProgram, programs } from '../engines/programs.ts';

export interface PythonTool {
  readonly name: string;
  /** What `pip` installs, from the checkout's root. */
  readonly requirements: string;
  /** The program in the environment's `bin`. */
  readonly program: string;
  /** Names the program by hand. */
  readonly variable: string;
}

export const pythonTools = {
  go: {
    name: 'go',
    requirements: 'scripts/tools/go.requirements.txt',
    program: 'go',
    variable: 'GO',
  },
  k6: { name: 'k6', requirements: 'load/k6.requirements.txt', program: 'k6', variable: 'K6' },
  schemathesis: {
    name: 'schemathesis',
    requirements: 'scripts/hostile/requirements.txt',
    program: 'schemathesis',
    variable: 'SCHEMATHESIS',
  },
  spdx: {
    name: 'spdx-tools',
    requirements: 'scripts/images/spdx.requirements.txt',
    program: 'pyspdxtools',
    variable: 'SPDX_TOOLS',
  },
} as const satisfies Readonly<Record<string, PythonTool>>;

/** Fifty wheels come in 30 s; five minutes is a network that will not do it. */
const installMsMax = 300_000;

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Resolves with the program's path; rejects with a SetupProblem that says what `python3` or `pip` said. */
export async function installed(tool: PythonTool, env: NodeJS.ProcessEnv): Promise<string> {
  const given = env[tool.variable];
  if (given !== undefined && given !== '') return given;
  const requirements = join(root, tool.requirements);
  // Another pin is another place, so nothing of an older one is left in it.
  const pin = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const place = join(root, '.serai/tools', `${tool.name}-${pin}`);
  const program = join(place, 'bin', tool.program);
  const finished = join(place, 'finished');
  if (existsSync(finished)) return program;
  const python = await findProgram(programs.python, env);
  if (!('file' in python)) throw new SetupProblem(`${tool.name} needs Python: ${said(python)}.`);
  process.stderr.write(`installing ${tool.name}\n`);
  await rm(place, { recursive: true, force: true });
  await execute(tool, python.file, ['-m', 'venv', place]);
  await execute(tool, join(place, 'bin/pip'), [
    ...['install', '--quiet', '--no-input', '--disable-pip-version-check'],
    ...['--only-binary', ':all:', '--requirement', requirements],
  ]);
  // Last, so that an installation that was interrupted is begun again.
  await writeFile(finished, '');
  return program;
}

function said(found: { readonly missing: string } | { readonly broken: string }): string {
  return 'missing' in found ? found.missing : found.broken;
}

async function execute(tool: PythonTool, command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, args, { timeout: installMsMax });
  } catch (cause) {
    const told = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    const why = told === '' ? String(cause) : told.split('\n').slice(-3).join(' ');
    throw new SetupProblem(
      `${tool.name} could not be installed; say where one is with ${tool.variable}=… (${why})`,
      { cause },
    );
  }
}
