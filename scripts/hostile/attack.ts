/** Schemathesis as it is run here: every check there is, over a document of ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

export interface Attack {
  readonly program: string;
  /** The OpenAPI document's file. */
  readonly document: string;
  readonly url: string;
  readonly authorization: string;
  readonly mode: 'all' | 'positive';
  readonly phases: readonly ('examples' | 'coverage' | 'fuzzing' | 'stateful')[];
  /** Of each operation. */
  readonly cases: number;
  /** The same seed sends the same; undefined: others each time, told at its end. */
  readonly seed?: number | undefined;
}

/** A thousand cases of every operation take half an hour on a machine that does nothing else. */
const attackMsMax = 3 * 3_600_000;
const settings = join(import.meta.dirname, 'schemathesis.toml');

/** Resolves with whether every answer was as the document says. */
export async function attack(of: Attack): Promise<boolean> {
  const child = spawn(
    of.program,
    [
      ...['--config-file', settings, 'run', of.document, '--url', of.url],
      ...['--checks', 'all', '--mode', of.mode, '--phases', of.phases.join(',')],
      ...['--max-examples', String(of.cases), '--header', `Authorization: ${of.authorization}`],
      ...['--continue-on-failure', '--no-color', '--warnings', 'off'],
      ...['--generation-database', 'none', '--suppress-health-check', 'all'],
      ...(of.seed === undefined ? [] : ['--seed', String(of.seed)]),
    ],
    // What it remembers of a run stays with the run.
    { stdio: ['ignore', 'inherit', 'inherit'], cwd: dirname(of.document) },
  );
  const patience = setTimeout(() => child.kill('SIGKILL'), attackMsMax);
  const [code]: unknown[] = await once(child, 'exit');
  clearTimeout(patience);
  return code === 0;
}
