/** What a command of the CLI is: its words, its options, its help, and what it does. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { exitCodes, Sorry } from './sorry.ts';

/** The world of a command: a test gives it another one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, one line each. */
  out(line: string): void;
  /** What is going on; never part of a result. */
  err(text: string): void;
  /** Whether a person watches `err`. */
  readonly terminal: boolean;
}

export interface OptionHelp {
  /** `FILE`, `URL`; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

type OptionsHelp = Readonly<Record<string, OptionHelp>>;
type Values<O extends OptionsHelp> = {
  readonly [K in keyof O]: (O[K] extends { readonly value: string } ? string : boolean) | undefined;
};

export interface Call<O extends OptionsHelp> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
}

export interface Command {
  /** The words after `serai`, e.g. `tenant create`. */
  readonly name: string;
  readonly summary: string;
  /** Names of what stands after the words; one in brackets may be left out. */
  readonly positionals: readonly string[];
  readonly options: OptionsHelp;
  /** Instead of what the above would make. */
  readonly help?: string;
  run(args: readonly string[], world: World): Promise<void>;
}

export function command<const O extends OptionsHelp>(declaration: {
  readonly name: string;
  readonly summary: string;
  readonly positionals?: readonly string[];
  readonly options: O;
  run(call: Call<O>, world: World): Promise<void>;
}): Command {
  const { name, summary, options, positionals = [] } = declaration;
  return {
    name,
    summary,
    options,
    positionals,
    run: (args, world) => declaration.run(parse(name, positionals, options, args), world),
  };
}

function parse<O extends OptionsHelp>(
  name: string,
  wanted: readonly string[],
  options: O,
  args: readonly string[],
): Call<O> {
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(options).map(([option, { value }]) => [
      option,
      { type: value === undefined ? 'boolean' : 'string' },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: config,
      allowPositionals: true,
    });
    const least = wanted.filter((each) => !each.startsWith('[')).length;
    if (positionals.length < least) {
      throw new Sorry(
        `serai ${name} needs ${wanted.slice(positionals.length, least).join(' ')}.`,
        exitCodes.usage,
      );
    }
    if (positionals.length > wanted.length) {
      throw new Sorry(
        `serai ${name} does not take "${positionals[wanted.length]}".`,
        exitCodes.usage,
      );
    }
    return { values: values as Values<O>, positionals };
  } catch (error) {
    if (error instanceof Sorry) throw error;
    const said = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new Sorry(`${said.replace(/\.$/, '')}; see serai help ${name}.`, exitCodes.usage, error);
  }
}

export function helpOf({ name, summary, positionals, options, help }: Command): string {
  if (help !== undefined) return help;
  const names = Object.entries(options).map(
    ([option, { value, help }]) =>
      [value === undefined ? `--${option}` : `--${option} ${value}`, help] as const,
  );
  const width = Math.max(0, ...names.map(([left]) => left.length)) + 2;
  return [
    ['serai', name, ...positionals, names.length > 0 ? '[options]' : ''].join(' ').trim(),
    '',
    `  ${summary}`,
    ...(names.length > 0
      ? ['', ...names.map(([left, help]) => `  ${left.padEnd(width)}${help}`)]
      : []),
  ].join('\n');
}
