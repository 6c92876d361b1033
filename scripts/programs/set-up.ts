/** `serai set-up` alone, for a Job of the cluster that runs before everything else. */
import { runCli } from '../serai/cli.ts';
import { setUp } from '../serai/commands/set-up.ts';

export async function serve(): Promise<void> {
  process.exitCode = await runCli([setUp], ['set-up', ...process.argv.slice(2)], {
    env: process.env,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (text) => process.stderr.write(text),
    terminal: false,
  });
}
