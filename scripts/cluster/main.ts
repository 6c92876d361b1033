/** What one does to a cluster: the composition root, the only file of it that reads the process's environment. */
import { runCli } from '../serai/cli.ts';
import { deployCommand, undeployCommand } from './commands.ts';

process.exitCode = await runCli([deployCommand, undeployCommand], process.argv.slice(2), {
  env: process.env,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
});
