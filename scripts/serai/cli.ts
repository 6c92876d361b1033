/** Finds the command a person means, runs it, and says in one sentence what went wrong. */
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { type Command, helpOf, type World } from './command.ts';
import { exitCodes, Sorry } from './sorry.ts';

/** Resolves with the exit code. */
export async function runCli(
  commands: readonly Command[],
  argv: readonly string[],
  world: World,
): Promise<number> {
  try {
    await route(commands, argv, world);
    return 0;
  } catch (error) {
    world.err(`serai: ${sentenceOf(error)}\n`);
    if (world.env['SERAI_DEBUG'] !== undefined && error instanceof Error)
      world.err(`${error.stack}\n`);
    if (isUsage(error)) return exitCodes.usage;
    return error instanceof Sorry ? error.exitCode : exitCodes.failed;
  }
}

async function route(
  commands: readonly Command[],
  argv: readonly string[],
  world: World,
): Promise<void> {
  const [first] = argv;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const about = argv.slice(1);
    if (about.length === 0) return void world.out(overview(commands));
    return void world.out(helpOf(found(commands, about).command));
  }
  const { command, rest } = found(commands, argv);
  const end = rest.indexOf('--');
  const own = end === -1 ? rest : rest.slice(0, end);
  if (own.includes('--help') || own.includes('-h')) return void world.out(helpOf(command));
  await command.run(rest, world);
}

/** The command whose words the line begins with. */
function found(
  commands: readonly Command[],
  argv: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ');
    const command = commands.find((each) => each.name === name);
    if (command !== undefined) return { command, rest: argv.slice(words) };
  }
  const family = commands.filter(({ name }) => name.startsWith(`${argv[0]} `));
  const known =
    family.length === 0
      ? 'see serai help'
      : `there is ${family.map(({ name }) => `serai ${name}`).join(', ')}`;
  throw new Sorry(
    `There is no command "${argv.slice(0, family.length === 0 ? 1 : 2).join(' ')}"; ${known}.`,
    exitCodes.usage,
  );
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    'serai <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'serai help <command> tells more. Exit codes: 0 done, 1 failed or refused, 2 wrong command line.',
  ].join('\n');
}

function sentenceOf(error: unknown): string {
  if (error instanceof Sorry || error instanceof SetupProblem) return error.message;
  if (isUsage(error)) return `${error.message.split('. ')[0]}.`;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `something is wrong on our side (${said}); SERAI_DEBUG=1 shows where.`;
}

/** Node's own word for an option that is not there. */
function isUsage(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  );
}
