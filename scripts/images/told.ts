/** Runs a command: what a person has to put right is one sentence and exit code 1, what is our fault a trace. */
import { SetupProblem } from '#shared/database/setup-problem.ts';

export async function told(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
