/** A world for commands under test: what they say is kept, and nothing of this process's own is read. */
import { runCli } from './cli.ts';
import type { Command, World } from './command.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function say(
  commands: readonly Command[],
  args: readonly string[],
  env: World['env'] = {},
): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(commands, args, {
    env,
    out: (line) => void out.push(`${line}\n`),
    err: (text) => void err.push(text),
    terminal: false,
  });
  return { code, out: out.join(''), err: err.join('') };
}
