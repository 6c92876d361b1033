/** The file of a program that an engine cannot do without; says in one sentence why there is none. */
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { findProgram, type Program } from './programs.ts';

export async function needProgram(program: Program): Promise<string> {
  const found = await findProgram(program, process.env);
  if ('file' in found) return found.file;
  throw new SetupProblem(`${'missing' in found ? found.missing : found.broken}.`);
}
