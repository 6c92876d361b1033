/** Knative's queue-proxy, built from its own source by Go, once for what `go.mod` and `go.sum` pin. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { goProgram } from '../tools/go.ts';

const root = join(import.meta.dirname, '../..');
const source = 'knative.dev/serving/cmd/queue';
/** Two minutes of CPU from nothing, five on a machine that does other things; eight is one that will not do it. */
const buildMsMax = 480_000;
/** Of what Go printed, the end says why. */
const saidCharactersMax = 500;

/** Resolves with the program's path; rejects with a SetupProblem that says what Go said. */
export async function queueProxyProgram(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env['QUEUE_PROXY'];
  if (given !== undefined && given !== '') return given;
  const pin = createHash('sha256');
  for (const name of ['go.mod', 'go.sum'])
    pin.update(await readFile(join(import.meta.dirname, name)));
  const place = join(root, '.serai/tools', `queue-proxy-${pin.digest('hex').slice(0, 12)}`);
  const program = join(place, 'queue-proxy');
  if (existsSync(program)) return program;
  const go = await goProgram(env);
  process.stderr.write('building queue-proxy\n');
  await mkdir(place, { recursive: true });
  // Under another name first, so that a build that was interrupted leaves nothing to be taken for one.
  const built = `${program}.${process.pid}`;
  try {
    await promisify(execFile)(go, ['build', '-trimpath', '-o', built, source], {
      cwd: import.meta.dirname,
      env: { ...env, CGO_ENABLED: '0' },
      timeout: buildMsMax,
    });
  } catch (cause) {
    const told = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    const why = told === '' ? String(cause) : told.slice(-saidCharactersMax);
    throw new SetupProblem(
      `queue-proxy could not be built; say where one is with QUEUE_PROXY=… (${why})`,
      { cause },
    );
  }
  await rename(built, program);
  return program;
}
