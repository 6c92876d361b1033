/** The CLI's composition root: the only file of it that reads the process's environment. */
import { runCli } from './cli.ts';
import { dev } from './commands/dev.ts';
import { replay } from './commands/replay.ts';

const commands = [dev, replay];

process.exitCode = await runCli(commands, process.argv.slice(2), {
  env: process.env,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
});
